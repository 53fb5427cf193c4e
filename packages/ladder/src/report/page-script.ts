/** What `report.html` runs: it builds the page from the data beside it. Plain text is only ever set as text. */
export const pageScript = `
const data = JSON.parse(document.getElementById('data').textContent)
const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props)
  element.append(...children)
  return element
}
const all = data.tiers.flatMap((tier) => tier.fixtures)
const form = document.getElementById('filter')
const event = (text) => { try { return JSON.parse(text) } catch { return { type: text } } }

/** The first event in which the two backends of the same language differ; -1 where they agree. */
function firstDifference({ results }) {
  const [one, two] = ['native', 'wasm'].map((name) => results.find((result) => result.backend === name))
  if (!one || !two) return -1
  const length = Math.max(one.events.length, two.events.length)
  for (let i = 0; i < length; i++) if (one.events[i] !== two.events[i]) return i
  return -1
}

function matrix() {
  const head = make('tr', {}, make('th', { textContent: 'tier' }), make('th'), ...data.backends.map((name) => make('th', { textContent: name, title: data.versions[name] ?? '' })))
  const rows = data.tiers.map(({ tier, title, cells }) => make('tr', {}, make('td', { textContent: tier }), make('td', { textContent: title }),
    ...cells.map((own) => cell(own, tier))))
  document.getElementById('matrix').replaceChildren(head, ...rows)
}

function cell({ score, part }, tier) {
  if (score === '–') return make('td', { textContent: score })
  const bar = make('span', { className: 'bar' }, make('i'))
  bar.firstChild.style.width = 100 * part + '%'
  const button = make('button', { type: 'button', textContent: score })
  button.onclick = () => document.getElementById('tier-' + tier)?.scrollIntoView({ behavior: 'smooth' })
  return make('td', {}, bar, button)
}

function timeline(result, different) {
  return make('ol', { start: 0 }, ...result.events.map((text, index) => {
    const { type, ...rest } = event(text)
    const fields = Object.entries(rest).filter(([, value]) => value !== undefined).map(([key, value]) => key + ' ' + (typeof value === 'string' ? value : JSON.stringify(value)))
    return make('li', { className: index === different ? 'different' : '' }, make('b', { textContent: type }), ' ' + fields.join('  '))
  }))
}

function run(result, different) {
  const head = make('h3', {}, result.backend + ' ', make('span', { className: 'badge ' + result.verdict, textContent: result.verdict }), ' ' + result.durationMs.toFixed(1) + ' ms')
  const parts = [head]
  if (result.reason) parts.push(make('pre', { className: 'reason', textContent: result.reason }))
  if (result.events.length > 0) parts.push(timeline(result, different))
  return make('section', {}, ...parts)
}

function row(fixture) {
  const badges = fixture.results.filter((result) => result.verdict !== 'unsupported').map((result) => make('span', { className: 'badge ' + result.verdict, textContent: result.backend }))
  const details = make('details', { id: 'fixture-' + fixture.id }, make('summary', {}, make('span', { className: 'id', textContent: fixture.id }), make('span', { className: 'name', textContent: fixture.name }), ...badges))
  details.ontoggle = () => {
    if (details.childElementCount > 1) return
    const different = firstDifference(fixture)
    details.append(make('div', { className: 'body' }, make('pre', { textContent: fixture.source }), make('div', { className: 'runs' }, ...fixture.results.map((result) => run(result, different)))))
  }
  return details
}

function show() {
  const { text, verdict, differing } = Object.fromEntries(new FormData(form))
  const needle = (text ?? '').toLowerCase()
  const wanted = (fixture) => (fixture.id + ' ' + fixture.name + ' ' + fixture.source).toLowerCase().includes(needle)
    && (!verdict || fixture.results.some((result) => result.verdict === verdict))
    && (!differing || firstDifference(fixture) >= 0)
  document.getElementById('fixtures').replaceChildren(...data.tiers.flatMap(({ tier, title, fixtures }) => {
    const shown = fixtures.filter(wanted)
    return shown.length === 0 ? [] : [make('h2', { id: 'tier-' + tier, textContent: tier + '. ' + title }), ...shown.map(row)]
  }))
}

const results = all.flatMap((fixture) => fixture.results)
document.getElementById('summary').textContent = all.length + ' fixtures: ' + data.summary
for (const name of new Set(results.map((result) => result.verdict))) form.elements.verdict.append(make('option', { value: name, textContent: name }))
form.oninput = show
form.onsubmit = (submit) => submit.preventDefault()
matrix()
show()
`
