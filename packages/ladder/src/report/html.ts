import type { Tier } from '../fixture.js'
import type { LadderResult } from '../ladder.js'
import { countResults, countsText, score } from './counts.js'
import { groupBy } from './group-by.js'
import { pageScript } from './page-script.js'
import { pageStyle } from './page-style.js'

/** Longer texts (the value of a million items) are cut in the page. */
const MAX_TEXT = 4000

/** One self-contained page: the matrix, and each fixture with its source and what every backend did. */
export function html(
  tiers: readonly Tier[],
  backends: readonly string[],
  results: readonly LadderResult[],
  sources: ReadonlyMap<number, string>,
): string {
  const byFixture = groupBy(results, ({ id }) => id)
  const data = {
    summary: countsText(countResults(results)),
    backends,
    versions: Object.fromEntries(results.map(({ backend, backendVersion }) => [backend, backendVersion])),
    tiers: tiers.map(({ tier, title, fixtures }) => ({
      tier,
      title,
      cells: backends.map((backend) =>
        cell(results.filter((result) => result.tier === tier && result.backend === backend)),
      ),
      fixtures: fixtures.map(({ id, name }) => ({
        id,
        name,
        source: sources.get(id) ?? '',
        results: (byFixture.get(id) ?? []).map(({ backend, verdict, reason, durationMs, events }) => ({
          backend,
          verdict,
          reason,
          durationMs,
          events: events.map((event) => cut(JSON.stringify(event))),
        })),
      })),
    })),
  }
  // `<` cannot end the script element early when it is written as an escape.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The ladder</title>
<style>${pageStyle}</style>
<header>
  <h1>The ladder</h1>
  <p id="summary"></p>
  <table id="matrix"></table>
  <form id="filter">
    <input type="search" name="text" placeholder="filter by name, id or program">
    <select name="verdict"><option value="">every verdict</option></select>
    <label><input type="checkbox" name="differing"> only where backends differ</label>
  </form>
</header>
<main id="fixtures"></main>
<script type="application/json" id="data">${json}</script>
<script>${pageScript}</script>
</html>
`
}

/** What the page's matrix shows of a tier on a backend: its score, and how much of the bar is full. */
function cell(results: readonly LadderResult[]): { readonly score: string; readonly part: number } {
  const counts = countResults(results)
  const { passed, known, failed } = counts
  return { score: score(counts), part: passed / Math.max(passed + known + failed, 1) }
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text
}
