// `npm run example -- 6 --backend wasm` runs one demonstration, `npm run example -- all` each on every backend that can.
import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { hasCapability } from '@interpreter-bridge/ladder'
import { backends } from './backends.mjs'

/** The demonstrations, by number. */
export async function demonstrations() {
  const files = readdirSync(new URL('demos/', import.meta.url))
    .filter((file) => /^\d+-.*\.mjs$/.test(file))
    .sort()
  return Promise.all(
    files.map(async (file) => ({ number: Number.parseInt(file, 10), ...(await import(`./demos/${file}`)) })),
  )
}

/** Why a backend cannot run a demonstration, or undefined. */
export async function missing(demo, name) {
  const bridge = await backends[name]()
  const { capabilities } = bridge
  await bridge.dispose()
  return demo.needs.find((need) => !hasCapability(need, capabilities))
}

/** Runs a demonstration; throws when anything is not as it states. */
export function demonstrate(demo, name, say) {
  return demo.run({ create: backends[name], name, say })
}

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { backend: { type: 'string' } } })
  const [which] = positionals
  const all = await demonstrations()
  const chosen = which === 'all' ? all : all.filter((demo) => demo.number === Number(which))
  const names = values.backend ? [values.backend] : which === 'all' ? Object.keys(backends) : ['native']
  if (chosen.length === 0 || names.some((name) => !(name in backends))) {
    console.error(
      `usage: example all | ${all.map((demo) => demo.number).join(' | ')} [--backend ${Object.keys(backends).join('|')}]`,
    )
    return 2
  }
  const table = []
  for (const demo of chosen) {
    for (const name of names) {
      const lacks = await missing(demo, name)
      if (lacks) {
        table.push([demo.number, demo.title, name, `needs ${lacks}`])
        continue
      }
      console.log(`\n${demo.number}. ${demo.title}, on ${name}`)
      const outcome = await demonstrate(demo, name, (line) => console.log(`   ${line}`)).then(
        () => 'ok',
        (error) => `${error.code === 'engine-missing' ? 'NOT RUN' : 'FAILED'}: ${error.message}`,
      )
      table.push([demo.number, demo.title, name, outcome])
    }
  }
  console.log('')
  for (const [number, title, name, outcome] of table)
    console.log(`${String(number).padStart(2)}  ${title.padEnd(48)} ${name.padEnd(8)} ${outcome}`)
  return table.some(([, , , outcome]) => outcome.startsWith('FAILED')) ? 1 : 0
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].replaceAll('\\', '/').split('/').pop()))
  process.exitCode = await main()
