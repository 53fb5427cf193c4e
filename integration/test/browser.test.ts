import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  compare,
  differenceText,
  isBad,
  type LadderResult,
  LadderRunner,
  loadTiers,
  readFixtureFiles,
} from '@interpreter-bridge/ladder'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from '../../examples/browser/server.mjs'
import { backends } from './backends.js'
import { launch, noBrowser } from './chromium.js'

const own = (name: string): string => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

describe.skipIf(noBrowser)('in Chromium', () => {
  let browser: Browser
  let page: Page
  let site: { readonly url: string; close(): void }

  beforeAll(async () => {
    site = await serve({
      extra: { '/main-thread.mjs': own('main-thread.mjs'), '/ladder-worker.mjs': own('ladder-worker.mjs') },
    })
    browser = await launch()
    page = await browser.newPage()
    await page.goto(site.url)
  })

  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  test('the WebAssembly backend runs on the main thread, from its web entry', async () => {
    expect(await page.evaluate('import("/main-thread.mjs").then((module) => module.run())')).toEqual({
      events: ['runStarted', 'print', 'callStarted', 'callFinished', 'runFinished'],
      value: 42,
      failure: 'TimeoutError',
      refused: 'unsupported',
    })
  })

  test('the page is not cross-origin isolated', async () => {
    expect(await page.evaluate('crossOriginIsolated')).toBe(false)
  })

  test.each(['wasm', 'quickjs'])(
    '%s climbs the whole ladder in a worker, and does what it does in Node',
    async (name) => {
      const climb = `new Promise((resolve, reject) => {
        const worker = new Worker('/ladder-worker.mjs', { type: 'module' })
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message))
        worker.postMessage(${JSON.stringify({ backend: name, files: [...readFixtureFiles()] })})
      })`
      const { results, broken } = (await page.evaluate(climb)) as { results: LadderResult[]; broken?: string }
      expect(broken).toBeUndefined()
      expect(
        results.filter(({ verdict }) => isBad(verdict)).map(({ id, name: what, reason }) => [id, what, reason]),
      ).toEqual([])
      const inNode = await new LadderRunner(name, backends[name] as never).runAll(loadTiers())
      expect(compare(inNode, results).map(differenceText)).toEqual([])
    },
    180_000,
  )

  describe.each(['wasm', 'quickjs'])('demonstration 14 with %s', (name) => {
    const timeline = (): Promise<string[]> => page.locator('#timeline li').allTextContents()
    const state = (wanted: string): Promise<unknown> =>
      page.waitForFunction(`document.getElementById('state').textContent === ${JSON.stringify(wanted)}`)

    test('events stream into the timeline', async () => {
      await page.goto(site.url)
      await page.selectOption('#backend', name)
      await page.click('#run')
      await state('runFinished')
      const types = (await timeline()).map((line) => line.split(' ')[0])
      expect(types.filter((type) => type !== 'futuresPending')).toEqual([
        'runStarted',
        'print',
        ...['callStarted', 'callFinished', 'print', 'callStarted', 'callFinished', 'print'],
        'runFinished',
      ])
      expect((await timeline()).at(-1)).toContain('"value":"done"')
    })

    test('an endless loop does not freeze the page, and is killed', async () => {
      await page.click('#loop')
      await state('running')
      // The page answers while the guest computes.
      const frames =
        'new Promise((done) => { let n = 0; const tick = () => (++n === 5 ? done(n) : requestAnimationFrame(tick)); tick() })'
      expect(await page.evaluate(frames)).toBe(5)
      await page.waitForFunction("document.querySelectorAll('#timeline li').length === 1")
      await page.click('#kill')
      await state(name === 'wasm' ? 'runCancelled' : 'killed')
      await page.click('#run')
      await state('runFinished')
    })
  })
})

test.runIf(noBrowser)('there is a browser', (context) => context.skip(noBrowser))
