import type { AbandonedCall } from './abandoned-call.js'
import { errorJson } from './error-json.js'
import { exceptionLine } from './exception-line.js'
import type { StackFrame } from './stack-frame.js'

/** Every `BridgeError.code`, with what to do about it. The README prints this table. */
export const bridgeErrorCodes = {
  busy: 'The bridge (or session) has a run in progress. Await it, or create the bridge with `concurrency`; the message says which.',
  cancelled: 'The run was cancelled through its signal, or the bridge was disposed. `cause` is the reason.',
  disposed: 'The bridge, session or program was disposed. Create a new one.',
  'duplicate-function': 'A host function of that name is registered. Unregister it first.',
  'engine-crashed': 'The interpreter itself failed. Its session is lost; the next run starts afresh. Please report it.',
  'engine-missing': "The interpreter could not be loaded. The message says what to do, and the loader's reason.",
  'invalid-argument': 'A wrong type or value was passed. The message names the parameter.',
  'invalid-answer': 'The answer does not fit the turn. The message names the answers that do.',
  'session-dead': 'A resource limit or a crash ended the session. Open a new one.',
  'snapshot-invalid': 'The bytes are not a snapshot that this build can load.',
  'timed-out': 'A type check took longer than its `timeMs`. Give it more time, or less to check.',
  'turn-spent': 'The turn was answered before. Use the turn that the first answer returned.',
  unsupported: 'This backend does not have the capability. `bridge.capabilities` says what it has.',
  'value-unsupported': 'A host value cannot cross to the guest. The message names the path to it.',
} as const

/** A stable, documented reason: see {@link bridgeErrorCodes}. */
export type BridgeErrorCode = keyof typeof bridgeErrorCodes

/** Makes `instanceof` work for a class that several copies of this package define (bundles, mixed versions). */
function brand(name: string): symbol {
  return Symbol.for(`interpreter-bridge.${name}`)
}

const bridgeError = brand('BridgeError')
const guestError = brand('GuestError')
const hostError = brand('HostError')

function has(value: unknown, mark: symbol): boolean {
  return typeof value === 'object' && value !== null && mark in value
}

/** The host used the bridge wrongly, or the bridge is broken. Never the guest's doing. */
export class BridgeError extends Error {
  readonly code: BridgeErrorCode

  constructor(code: BridgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BridgeError'
    this.code = code
    Object.defineProperty(this, bridgeError, { value: true })
  }

  /** Its name, message, fields and cause: an error by itself is `{}` in JSON. */
  toJSON(): Record<string, unknown> {
    return errorJson(this)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return has(value, bridgeError)
  }
}

/** A limit that stopped the guest: `value` is what was set, `used` what was reached, in the limit's own unit. */
export interface LimitExceeded {
  readonly limit: string
  readonly value: number
  readonly used: number
}

/** What a {@link GuestError} is made of; also what an engine reports. */
export interface GuestFault {
  /** The guest's exception type: `ValueError`, `json.JSONDecodeError`, in JavaScript `RangeError`. */
  readonly excType: string
  /** The guest's message, without the type. Empty where it has none. */
  readonly message: string
  /** Outermost frame first, as Python prints them. */
  readonly traceback: readonly StackFrame[]
  readonly limit?: LimitExceeded | undefined
  /** What it was raised from: a fault becomes a {@link GuestError}. */
  readonly cause?: unknown
  /** What an exception that stands for several consists of: a JavaScript AggregateError. */
  readonly errors?: readonly GuestFault[] | undefined
}

/** The guest program failed: an exception it did not catch, a syntax error, or a limit. */
export class GuestError extends Error implements GuestFault {
  readonly excType: string
  readonly traceback: readonly StackFrame[]
  /** The script's name, as given to the run. */
  readonly scriptName: string
  /** What the run had printed when it failed, stdout and stderr in order. */
  readonly output: string
  /** The calls whose outcome the guest never took. Absent where there are none. */
  readonly abandoned?: readonly AbandonedCall[]
  /** Set when a limit stopped the guest. */
  readonly limit?: LimitExceeded
  /** What the exception consists of, where it stands for several. */
  readonly errors?: readonly GuestError[]

  constructor(fault: GuestFault, scriptName: string, output = '', abandoned: readonly AbandonedCall[] = []) {
    super(fault.message, fault.cause === undefined ? undefined : { cause: raised(fault.cause, scriptName) })
    this.name = 'GuestError'
    this.excType = fault.excType
    this.traceback = fault.traceback
    this.scriptName = scriptName
    this.output = output
    if (abandoned.length > 0) this.abandoned = abandoned
    if (fault.limit) this.limit = fault.limit
    if (fault.errors) this.errors = fault.errors.map((error) => raised(error, scriptName) as GuestError)
    Object.defineProperty(this, guestError, { value: true })
  }

  /** Its name, message, fields and cause: an error by itself is `{}` in JSON. */
  toJSON(): Record<string, unknown> {
    return errorJson(this)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return has(value, guestError)
  }

  /** `ValueError: no such table`, as the last line of a traceback reads. */
  get summary(): string {
    return exceptionLine(this)
  }
}

/** A fault in a chain is an error, too. */
function raised(cause: unknown, scriptName: string): unknown {
  const isFault = typeof cause === 'object' && cause !== null && !(cause instanceof Error) && 'excType' in cause
  return isFault ? new GuestError(cause as GuestFault, scriptName) : cause
}

/** Thrown by a handler to choose what the guest sees: an exception of type `excType`. */
export class HostError extends Error {
  readonly excType: string

  constructor(excType: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HostError'
    this.excType = excType
    Object.defineProperty(this, hostError, { value: true })
  }

  /** Its name, message, fields and cause: an error by itself is `{}` in JSON. */
  toJSON(): Record<string, unknown> {
    return errorJson(this)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!has(value, hostError)) return false
    // biome-ignore lint/complexity/noThisInStatic: a subclass asks for itself, `HostError` for all
    return this === HostError || Object.getPrototypeOf(value)?.constructor?.name === this.name
  }
}

/** The guest's `ValueError`: an argument of the right type with a wrong value. */
export class HostValueError extends HostError {
  constructor(message: string, options?: ErrorOptions) {
    super('ValueError', message, options)
  }
}

/** The guest's `KeyError`: something asked for by name is not there. */
export class HostKeyError extends HostError {
  constructor(message: string, options?: ErrorOptions) {
    super('KeyError', message, options)
  }
}

/** The guest's `PermissionError`: the guest may not do that. */
export class HostPermissionError extends HostError {
  constructor(message: string, options?: ErrorOptions) {
    super('PermissionError', message, options)
  }
}

/** The guest's `TimeoutError`: something the host did took too long. */
export class HostTimeoutError extends HostError {
  constructor(message: string, options?: ErrorOptions) {
    super('TimeoutError', message, options)
  }
}
