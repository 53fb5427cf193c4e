import { BridgeError } from './errors.js'

/** The keys of an options type: the compiler asks for an entry when the type gains one, and refuses any other. */
export type KnownKeys<Options> = Readonly<Record<keyof Options & string, true>>

/**
 * Refuses an options object with a key that it cannot have, and names the nearest that it can. What is no object is not
 * looked at. Costs nothing for an object without keys.
 * @throws BridgeError `invalid-argument`
 */
export function checkKeys(what: string, value: object | undefined, known: Readonly<Record<string, true>>): void {
  if (typeof value !== 'object') return
  for (const key in value) if (!Object.hasOwn(known, key)) throw unknownKey(what, key, Object.keys(known))
}

/** The error for a name that is none of those there are. */
export function unknownKey(what: string, key: string, known: readonly string[]): BridgeError {
  const near = nearest(key, known)
  const hint = near === undefined ? `it takes ${known.join(', ')}` : `did you mean ${near}?`
  return new BridgeError('invalid-argument', `${what}: there is no ${key}; ${hint}`)
}

/** The name that was probably meant: with at most a third of its letters mistyped, whatever their case. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of names) {
    const steps = distance(name.toLowerCase(), candidate.toLowerCase())
    if (steps < least && steps <= Math.ceil(candidate.length / 3)) {
      best = candidate
      least = steps
    }
  }
  return best
}

/** Levenshtein's, with neighbours exchanged as one step. */
function distance(a: string, b: string): number {
  // A name is short, or is not meant to be any other.
  if (a.length > 64) return a.length
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number): number => rows[i]?.[j] as number
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(at(i, j), at(i - 2, j - 2) + 1)
    }
  }
  return at(a.length, b.length)
}
