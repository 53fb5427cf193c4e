import { BridgeError } from '../errors/errors.js'
import { isTooLong, normalize } from './paths.js'

/** The guest's path for one that the host wrote: `data/a.csv` is `/data/a.csv`. @throws BridgeError `invalid-argument` */
export function givenPath(path: string): string {
  if (path === '') throw refusedPath(path, 'is empty')
  if (path.includes('\0')) throw refusedPath(path, 'has a NUL, which no path can have')
  const resolved = normalize(path)
  if (resolved.split('/').some(isTooLong)) throw refusedPath(path, 'has a name of more than 255 bytes')
  return resolved
}

export function refusedPath(path: string, problem: string): BridgeError {
  return new BridgeError('invalid-argument', `the path ${JSON.stringify(path)} ${problem}`)
}
