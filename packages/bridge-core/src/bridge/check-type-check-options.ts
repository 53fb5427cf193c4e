import { type TypeCheckOptions, typeCheckFormats } from '../contract/type-check.js'
import { BridgeError } from '../errors/errors.js'

/** What a timer can hold. */
const MAX_TIME_MS = 2 ** 31 - 1

/** @throws BridgeError `invalid-argument` */
export function checkTypeCheckOptions({ stubs, modules, format, color, timeMs }: TypeCheckOptions): void {
  if (stubs !== undefined && !isText(stubs)) throw invalid('stubs must be the text of a .pyi file')
  if (modules !== undefined && (typeof modules !== 'object' || !Object.values(modules).every(isText))) {
    throw invalid('modules must be an object of module names and the texts of their .pyi files')
  }
  if (format !== undefined && !typeCheckFormats.includes(format)) {
    throw invalid(`format must be one of ${typeCheckFormats.join(', ')}, not ${String(format)}`)
  }
  if (timeMs !== undefined && !(typeof timeMs === 'number' && timeMs >= 1 && timeMs <= MAX_TIME_MS)) {
    throw invalid(`timeMs must be a number of milliseconds from 1 to ${MAX_TIME_MS}, not ${String(timeMs)}`)
  }
  if (color !== undefined && typeof color !== 'boolean') throw invalid('color must be a boolean')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
}

function invalid(message: string): BridgeError {
  return new BridgeError('invalid-argument', message)
}
