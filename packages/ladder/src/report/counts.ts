import { isBad, type LadderResult } from '../ladder.js'

/** How results came out. Each is counted once: a known failure has not passed. */
export interface Counts {
  readonly passed: number
  readonly known: number
  readonly failed: number
  readonly unsupported: number
}

/** The one way in which results are counted, in the terminal and in every report. */
export function countResults(results: readonly Pick<LadderResult, 'verdict'>[]): Counts {
  const count = (matches: (verdict: LadderResult['verdict']) => boolean): number =>
    results.filter(({ verdict }) => matches(verdict)).length
  return {
    passed: count((verdict) => verdict === 'pass'),
    known: count((verdict) => verdict === 'known-failure'),
    failed: count(isBad),
    unsupported: count((verdict) => verdict === 'unsupported'),
  }
}

/** `939 passed, 22 known failures, 0 failed, 337 unsupported`; known failures only where there are some. */
export function countsText({ passed, known, failed, unsupported }: Counts): string {
  const failures = known === 0 ? '' : `${known} known failure${known === 1 ? '' : 's'}, `
  return `${passed} passed, ${failures}${failed} failed, ${unsupported} unsupported`
}

/** `12/16 (4 known)`: how many passed of those that the backend supports; `–` where it supports none. */
export function score({ passed, known, failed }: Counts): string {
  const supported = passed + known + failed
  if (supported === 0) return '–'
  return `${passed}/${supported}${known > 0 ? ` (${known} known)` : ''}`
}
