import { describe, test } from 'vitest'
import { backends } from '../backends.mjs'
import { demonstrate, demonstrations, missing } from '../run.mjs'

const all = await demonstrations()

describe.each(Object.keys(backends))('on %s', (name) => {
  for (const demo of all) {
    test(`${demo.number} ${demo.title}`, async (context) => {
      const lacks = await missing(demo, name)
      if (lacks) context.skip(`needs ${lacks}`)
      await demonstrate(demo, name, () => undefined)
    })
  }
})
