import { PyValue } from './py-value.js'

/** A builtin type as a value: `int`, `ValueError`, `datetime.date`. */
export class PyType extends PyValue {
  constructor(readonly name: string) {
    super()
  }

  get pyType(): 'type' {
    return 'type'
  }

  toJSON(): unknown {
    return this.name
  }
}

/** A function as a value: a builtin (`len`) or one of the host's. */
export class PyFunction extends PyValue {
  constructor(
    readonly name: string,
    readonly origin: 'host' | 'builtin' = 'host',
    readonly docstring?: string | undefined,
  ) {
    super()
  }

  get pyType(): 'function' {
    return 'function'
  }

  toJSON(): unknown {
    return this.name
  }
}

/** An exception as a value, not raised. */
export class PyException extends PyValue {
  constructor(
    readonly excType: string,
    readonly message?: string | undefined,
  ) {
    super()
  }

  get pyType(): 'exception' {
    return 'exception'
  }

  toJSON(): unknown {
    return { excType: this.excType, message: this.message ?? '' }
  }
}

/** A class that the guest or the host defined. `id` (32 hexadecimal digits) is its identity. */
export class PyClass extends PyValue {
  constructor(
    readonly name: string,
    readonly id: string,
    readonly hostDefined: boolean,
    readonly isDataclass: boolean,
    readonly attributes: ReadonlyMap<string, unknown> = new Map(),
  ) {
    super()
  }

  get pyType(): 'class' {
    return 'class'
  }

  toJSON(): unknown {
    return this.name
  }
}

/** An instance of a class the guest defined. Sent back, it is the same object while the guest still has it. */
export class PyInstance extends PyValue {
  constructor(
    readonly cls: PyClass,
    readonly id: string,
    readonly attributes: ReadonlyMap<string, unknown>,
  ) {
    super()
  }

  get pyType(): 'instance' | 'dataclass' {
    return 'instance'
  }

  toJSON(): unknown {
    return Object.fromEntries(this.attributes)
  }

  get name(): string {
    return this.cls.name
  }
}

/** An instance of a `@dataclass` the guest defined. */
export class PyDataclass extends PyInstance {
  /** Whether the class is `frozen=True`; undefined where the engine could not tell. */
  readonly frozen: boolean | undefined

  constructor(cls: PyClass, id: string, fields: ReadonlyMap<string, unknown>, frozen?: boolean) {
    super(cls, id, fields)
    this.frozen = frozen
  }

  override get pyType(): 'dataclass' {
    return 'dataclass'
  }

  get fieldNames(): readonly string[] {
    return [...this.attributes.keys()]
  }

  get fields(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.attributes)
  }
}

/** A module that the host provides. */
export class PyModule extends PyValue {
  constructor(
    readonly name: string,
    readonly id: string,
    readonly attributes: ReadonlyMap<string, unknown>,
  ) {
    super()
  }

  get pyType(): 'module' {
    return 'module'
  }

  toJSON(): unknown {
    return this.name
  }
}
