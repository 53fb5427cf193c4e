import type { Tier } from '../fixture.js'
import type { LadderResult } from '../ladder.js'
import { countResults, score } from './counts.js'

/** Tier by backend: how many of the supported fixtures passed. */
export function matrix(
  tiers: readonly Tier[],
  backends: readonly string[],
  results: readonly LadderResult[],
): string[][] {
  const rows = tiers.map((tier) => [
    String(tier.tier),
    tier.title,
    ...backends.map((backend) =>
      score(countResults(results.filter((result) => result.tier === tier.tier && result.backend === backend))),
    ),
  ])
  const total = backends.map((backend) => score(countResults(results.filter((result) => result.backend === backend))))
  return [['tier', '', ...backends], ...rows, ['', 'all', ...total]]
}

/** The matrix as aligned text. */
export function matrixText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `LADDER.md`: committed, so that a regression shows in review. */
export function matrixMarkdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return `${[line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')}\n`
}
