import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { serve } from './site.js'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

test('the WebAssembly backend runs in a browser, from its web entry', async (context) => {
  if (!existsSync(executablePath))
    context.skip(`there is no Chromium at ${executablePath}; install Debian's package chromium, or set CHROMIUM`)
  const site = await serve()
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage()
    await page.goto(site.url)
    const seen = await page.evaluate('import("/page.mjs").then((page) => page.run())')
    expect(seen).toEqual({
      events: ['runStarted', 'print', 'callStarted', 'callFinished', 'runFinished'],
      value: 42,
      failure: 'TimeoutError',
    })
  } finally {
    await browser.close()
    site.close()
  }
})
