import { PyValue } from './py-value.js'

/** A `float` whose value is an integer: in the natural view `1` is an `int`, `new PyFloat(1)` is `1.0`. */
export class PyFloat extends PyValue {
  constructor(readonly value: number) {
    super()
  }

  get pyType(): 'float' {
    return 'float'
  }

  toJSON(): unknown {
    return this.value
  }

  override valueOf(): number {
    return this.value
  }
}

/** Python's `complex`. */
export class PyComplex extends PyValue {
  constructor(
    readonly real: number,
    readonly imag: number,
  ) {
    super()
  }

  get pyType(): 'complex' {
    return 'complex'
  }

  toJSON(): unknown {
    return [this.real, this.imag]
  }
}

/** Python's `decimal.Decimal`, as `str(d)` prints it: `1.20`, `1E+5`, `-NaN12`, `Infinity`. */
export class PyDecimal extends PyValue {
  constructor(readonly text: string) {
    super()
  }

  get pyType(): 'Decimal' {
    return 'Decimal'
  }

  toJSON(): unknown {
    return this.text
  }

  override toString(): string {
    return this.text
  }
}

/** Python's `pathlib.Path`: a virtual POSIX path. */
export class PyPath extends PyValue {
  constructor(readonly path: string) {
    super()
  }

  get pyType(): 'Path' {
    return 'Path'
  }

  toJSON(): unknown {
    return this.path
  }

  override toString(): string {
    return this.path
  }
}

/** Python's `...`. */
export class PyEllipsis extends PyValue {
  get pyType(): 'ellipsis' {
    return 'ellipsis'
  }

  toJSON(): unknown {
    return 'Ellipsis'
  }
}

/** Python's `NotImplemented`. */
export class PyNotImplemented extends PyValue {
  get pyType(): 'NotImplementedType' {
    return 'NotImplementedType'
  }

  toJSON(): unknown {
    return 'NotImplemented'
  }
}

/** A file that the guest has opened. The host holds no handle: `position` is where the next read or write begins. */
export class PyFile extends PyValue {
  constructor(
    readonly path: string,
    readonly mode: string,
    readonly position = 0,
  ) {
    super()
  }

  get pyType(): 'file' {
    return 'file'
  }

  toJSON(): unknown {
    return { path: this.path, mode: this.mode, position: this.position }
  }
}

/** What has no other representation, as its `repr()`. It can be looked at, and not be sent back. */
export class PyRepr extends PyValue {
  constructor(readonly text: string) {
    super()
  }

  get pyType(): 'repr' {
    return 'repr'
  }

  toJSON(): unknown {
    return this.text
  }

  override toString(): string {
    return this.text
  }
}

/** Stands where a container contains itself. `text` is what Python's repr shows there: `[...]`. Cannot be sent back. */
export class PyCycle extends PyValue {
  constructor(readonly text: string) {
    super()
  }

  get pyType(): 'cycle' {
    return 'cycle'
  }

  toJSON(): unknown {
    return this.text
  }
}
