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

/** A worker of Chromium has less stack than Node: here the interpreter's own overflows first, and its instance is replaced. */
const overflowsHere = new Set([2916])

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
        results
          .filter(({ id, verdict }) => isBad(verdict) && !overflowsHere.has(id))
          .map(({ id, name: what, reason }) => [id, what, reason]),
      ).toEqual([])
      const inNode = await new LadderRunner(name, backends[name] as never).runAll(loadTiers())
      const comparable = (all: readonly LadderResult[]): LadderResult[] =>
        all.filter(({ id }) => !overflowsHere.has(id))
      expect(compare(comparable(inNode), comparable(results)).map(differenceText)).toEqual([])
    },
    180_000,
  )

  describe.each(['wasm', 'quickjs'])('demonstration 14 with %s', (name) => {
    const timeline = (): Promise<string[]> => page.locator('#timeline li').allTextContents()
    const state = (wanted: string): Promise<unknown> =>
      page.waitForFunction(`document.getElementById('state').textContent === ${JSON.stringify(wanted)}`, undefined, {
        timeout: 0,
      })

    const demo = async (code?: string): Promise<void> => {
      await page.goto(site.url)
      await page.selectOption('#backend', name)
      if (code !== undefined) await page.fill('#code', code)
      await page.click('#run')
    }
    /** The same for either language: `python` if the backend's guest is, otherwise `javascript`. */
    const either = <T>(python: T, javascript: T): T => (name === 'wasm' ? python : javascript)

    test('events stream into the timeline, as a person reads them', async () => {
      await demo()
      await state('runFinished')
      expect(await timeline()).toEqual(
        either(
          [
            '▶ main.py',
            'hello from Python',
            "forecast('Paris') → 'rain'",
            'Paris rain',
            "forecast('Rome') → 'sun'",
            'Rome sun',
            "= 'done'",
          ],
          [
            '▶ main.js',
            'hello from JavaScript',
            'forecast("Paris") → "rain"',
            'Paris rain',
            'forecast("Rome") → "sun"',
            'Rome sun',
            '= "done"',
          ],
        ),
      )
    })

    test('a value that JSON cannot hold is shown', async () => {
      await demo(either('2**70', '2n ** 70n'))
      await state('runFinished')
      expect((await timeline()).at(-1)).toBe(either('= 1180591620717411303424', '= "1180591620717411303424"'))
    })

    test('a failure has its traceback', async () => {
      await demo(either('def half(x):\n    return 1 / x\nhalf(0)', 'function half(x) {\n  return x.y\n}\nhalf(null)'))
      await state('runFailed')
      const text = (await timeline()).at(-1) as string
      expect(text).toMatch(/^Traceback \(most recent call last\):\n/)
      expect(text).toContain(either('line 2, in half', 'in half'))
      expect(text).toMatch(
        either(/\nZeroDivisionError: division by zero$/, /\nTypeError: cannot read property 'y' of null$/),
      )
    })

    test('what a call raises is shown with it', async () => {
      await demo(
        either('try:\n    await forecast(1)\nexcept TypeError:\n    pass', 'try { await forecast(1) } catch {}'),
      )
      await state('runFinished')
      expect((await timeline())[1]).toMatch(/^forecast\(1\) → TypeError: /)
    })

    test('a forgotten await is told', async () => {
      await demo("forecast('Rome')\n'done'")
      await state('runFinished')
      expect((await timeline()).at(-2)).toBe(
        either('✗ line 1: forecast(...) was called without await', '✗ forecast(...) was called without await'),
      )
    })

    test('200,000 prints are one item, of which the last thousand lines are shown', async () => {
      await demo(either('for i in range(200_000):\n    print(i)', 'for (let i = 0; i < 200_000; i++) console.log(i)'))
      await state('runFinished')
      const [, prints = '', ...rest] = await timeline()
      const lines = prints.split('\n')
      expect([lines[0], lines[1], lines.at(-1), lines.length]).toEqual([
        '… 199,000 lines before',
        '199000',
        '199999',
        1001,
      ])
      expect(rest).toHaveLength(1)
    })

    test('of many items the last are there', async () => {
      await demo(
        either(
          'import sys\nfor i in range(3000):\n    print(i, file=[sys.stdout, sys.stderr][i % 2])',
          'for (let i = 0; i < 3000; i++) console[i % 2 ? "error" : "log"](i)',
        ),
      )
      await state('runFinished')
      const items = await timeline()
      expect(items).toHaveLength(1000)
      expect(items.slice(-3, -1)).toEqual(['2998', '2999'])
      expect(await page.locator('#timeline').getAttribute('start')).toBe('2003')
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
