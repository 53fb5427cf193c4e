import type { LadderResult } from './ladder.js'

/** A fixture whose transcripts differ between two runs. */
export interface Difference {
  readonly id: number
  readonly name: string
  readonly left: string
  readonly right: string
  /** Where the transcripts first differ; -1 when the verdicts do. */
  readonly index: number
  readonly leftEvent: string
  readonly rightEvent: string
}

/** Where two backends may differ, by fixture id, with the reason. */
export type ParityExceptions = ReadonlyMap<number, string>

/**
 * Compares two runs fixture by fixture: verdict, and every event. Fixtures that only one of them supports count too, and
 * so do `exceptions` that do not differ.
 */
export function compare(
  left: readonly LadderResult[],
  right: readonly LadderResult[],
  exceptions: ParityExceptions = new Map(),
): Difference[] {
  const found = differencesOf(left, right)
  const unexpected = found.filter(({ id }) => !exceptions.has(id))
  const differing = new Set(found.map(({ id }) => id))
  const stale = left.filter(({ id }) => exceptions.has(id) && !differing.has(id))
  return [
    ...unexpected,
    ...stale.map((one) =>
      difference(one, undefined, -1, one.verdict, 'the same, but listed as an exception: remove it'),
    ),
  ]
}

function differencesOf(left: readonly LadderResult[], right: readonly LadderResult[]): Difference[] {
  const others = new Map(right.map((result) => [result.id, result]))
  const differences: Difference[] = []
  for (const one of left) {
    const other = others.get(one.id)
    others.delete(one.id)
    if (!other) {
      differences.push(difference(one, undefined, -1, one.verdict, 'not run'))
      continue
    }
    if (one.verdict !== other.verdict) {
      differences.push(difference(one, other, -1, one.verdict, other.verdict))
      continue
    }
    const length = Math.max(one.events.length, other.events.length)
    for (let index = 0; index < length; index++) {
      const [mine, theirs] = [show(one.events[index]), show(other.events[index])]
      if (mine === theirs) continue
      differences.push(difference(one, other, index, mine, theirs))
      break
    }
  }
  for (const other of others.values()) {
    differences.push(difference(other, other, -1, 'not run', other.verdict))
  }
  return differences
}

function show(event: unknown): string {
  return event === undefined ? 'nothing' : JSON.stringify(event)
}

function difference(
  one: LadderResult,
  other: LadderResult | undefined,
  index: number,
  leftEvent: string,
  rightEvent: string,
): Difference {
  return {
    id: one.id,
    name: one.name,
    left: one.backend,
    right: other?.backend ?? 'the other run',
    index,
    leftEvent,
    rightEvent,
  }
}
