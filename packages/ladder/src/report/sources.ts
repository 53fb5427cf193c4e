import { isMap, isSeq, parseDocument } from 'yaml'
import { ownFixtures, readFixtureFiles } from '../load.js'

/** Each fixture as it is written, by its id. */
export function fixtureSources(directory = ownFixtures): ReadonlyMap<number, string> {
  const sources = new Map<number, string>()
  for (const text of readFixtureFiles(directory).values()) {
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
