// `prepack` of each package: what it exports, and the files named as arguments, are there. A build task may have been
// forgotten, and a package without its engine would be published. `*` stands for a part of a file's name.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { run, Stop } from './say.mjs'

run(() => {
  const { name, exports, scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const exported = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)))
  const missing = [...new Set([...process.argv.slice(2), ...exported])].filter((file) => !isThere(file))
  if (missing.length === 0) return
  const command = scripts['build:checker'] ? 'npm run build && npx turbo run build:checker' : 'npm run build'
  throw new Stop(`${name} cannot be packed without ${missing.join(', ')}: run \`${command}\` in the repository first.`)
})

function isThere(file) {
  if (!file.includes('*')) return existsSync(file)
  const [before, after] = basename(file).split('*')
  const names = existsSync(dirname(file)) ? readdirSync(dirname(file)) : []
  return names.some((name) => name.startsWith(before) && name.endsWith(after))
}
