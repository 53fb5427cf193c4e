import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, isSeq, parseDocument } from 'yaml'
import { ownFixtures } from '../load.js'

/** Each fixture as it is written, by its id. */
export function fixtureSources(directory = ownFixtures): ReadonlyMap<number, string> {
  const sources = new Map<number, string>()
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(join(directory, file), 'utf8')
    const fixtures = parseDocument(text, { logLevel: 'silent' }).get('fixtures')
    if (!isSeq(fixtures)) continue
    for (const item of fixtures.items) {
      if (!isMap(item) || !item.range) continue
      sources.set(Number(item.get('id')), dedent(text.slice(item.range[0], item.range[1])))
    }
  }
  return sources
}

/** The first line starts after `- `, the others are indented as deep as it. */
function dedent(text: string): string {
  return text.trimEnd().replaceAll('\n    ', '\n')
}
