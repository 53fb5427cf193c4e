import type { BridgeCapabilities } from '../contract/capabilities.js'
import type { InterpreterEngine } from '../contract/engine.js'
import { knownOptions } from '../contract/known-options.js'
import type { ResolvedLimits } from '../contract/limits.js'
import type { BridgeOptions, RunOptions } from '../contract/options.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import { whyNoIdentifier } from '../functions/identifier.js'
import { utf8Length } from '../platform/text.js'

/** @throws BridgeError `invalid-argument`, `unsupported` */
export function checkBridgeOptions(options: BridgeOptions, capabilities: InterpreterEngine['capabilities']): void {
  checkKeys('bridge options', options, knownOptions.bridge)
  const { concurrency = 'reject', mode = 'awaitable', typeChecker } = options
  if (!['reject', 'queue', 'parallel'].includes(concurrency)) {
    throw new BridgeError(
      'invalid-argument',
      `concurrency must be 'reject', 'queue' or 'parallel', not ${String(concurrency)}`,
    )
  }
  checkRunOptions(options, capabilities)
  if (mode !== 'awaitable' && mode !== 'blocking') {
    throw new BridgeError('invalid-argument', `mode must be 'awaitable' or 'blocking', not ${String(mode)}`)
  }
  if (mode === 'blocking') checkCanBlock(capabilities)
  const { backend, language } = capabilities
  if (typeChecker && typeChecker.language !== language) {
    throw new BridgeError(
      'invalid-argument',
      `the typeChecker checks ${typeChecker.language}, guests of ${backend} are in ${language}`,
    )
  }
}

/** @throws BridgeError `unsupported` */
export function checkCanBlock({ backend, blockingHostFunctions }: InterpreterEngine['capabilities']): void {
  if (blockingHostFunctions) return
  throw new BridgeError('unsupported', `${backend} cannot wait for a promise inside a call; leave out mode: 'blocking'`)
}

/** @throws BridgeError `invalid-argument` */
export function checkCode(code: unknown, limits: ResolvedLimits): asserts code is string {
  if (typeof code !== 'string') throw new BridgeError('invalid-argument', `code must be a string, not ${typeOf(code)}`)
  if (code.includes('\0')) {
    throw new BridgeError('invalid-argument', `code contains a NUL character at offset ${code.indexOf('\0')}`)
  }
  if (!code.isWellFormed()) throw new BridgeError('invalid-argument', 'code contains a lone surrogate')
  const max = limits.maxSourceBytes
  if (max === undefined) return
  const bytes = code.length > max ? code.length : utf8Length(code)
  if (bytes > max) {
    throw new BridgeError('invalid-argument', `code has ${bytes} bytes, more than limits.maxSourceBytes (${max})`)
  }
}

type OptionCapabilities = Pick<BridgeCapabilities, 'backend' | 'language' | 'osCalls' | 'randomSeed'>

/** @throws BridgeError `invalid-argument`; `unsupported` for an option that the backend would ignore */
export function checkRunOptions(options: RunOptions, capabilities: OptionCapabilities): void {
  const { inputs, scriptName, signal, randomSeed, view } = options
  if (inputs !== undefined && (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs))) {
    throw new BridgeError('invalid-argument', `inputs must be an object of names and values, not ${typeOf(inputs)}`)
  }
  for (const name of inputs ? Object.keys(inputs) : []) {
    const why = whyNoIdentifier(name, capabilities.language)
    if (why !== undefined) throw new BridgeError('invalid-argument', `inputs: ${why}, so it can be no variable's name`)
  }
  if (
    scriptName !== undefined &&
    (typeof scriptName !== 'string' || !scriptName.isWellFormed() || scriptName.includes('\0'))
  ) {
    throw new BridgeError('invalid-argument', 'scriptName must be a string without NUL or lone surrogates')
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new BridgeError('invalid-argument', `signal must be an AbortSignal, not ${typeOf(signal)}`)
  }
  if (randomSeed !== undefined && !Number.isSafeInteger(randomSeed)) {
    throw new BridgeError('invalid-argument', `randomSeed must be an integer, not ${String(randomSeed)}`)
  }
  if (view !== undefined && view !== 'natural' && view !== 'exact') {
    throw new BridgeError('invalid-argument', `view must be 'natural' or 'exact', not ${String(view)}`)
  }
  checkSupported(options, capabilities)
}

/** Refuses what the backend would ignore. */
function checkSupported({ os, randomSeed }: RunOptions, can: OptionCapabilities): void {
  if (os !== undefined && !can.osCalls) {
    throw new BridgeError('unsupported', `guests of ${can.backend} make no OS calls; leave out os`)
  }
  if (randomSeed !== undefined && !can.randomSeed) {
    throw new BridgeError('unsupported', `${can.backend} cannot seed the guest's random numbers; leave out randomSeed`)
  }
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
}
