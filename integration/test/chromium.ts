import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

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

/** Why there is no browser here, or undefined. */
export const noBrowser = existsSync(executablePath)
  ? undefined
  : `there is no Chromium at ${executablePath}; install Debian's package chromium, or set CHROMIUM`

// Where it must be there, its absence is a failure and not a skipped test.
if (noBrowser && process.env.CI) throw new Error(noBrowser)

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath, args })
}
