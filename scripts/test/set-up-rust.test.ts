import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StandIns } from './stand-ins.js'

const install = expect.stringContaining('rustup toolchain install 1.96')
let machine: StandIns

beforeEach(() => {
  machine = new StandIns()
})
afterEach(() => machine.dispose())

/** A rustup whose `toolchain install` does this; `more` are other cases of `toolchain`. */
function rustup(onInstall: string, more = ''): void {
  machine.command(machine.path, 'rustup', `case "$2" in\ninstall)\n${onInstall}\n;;\n${more}\nesac`)
}

/** A Debian whose apt-get installs this, once dpkg is configured. */
function debian(onInstall: string): void {
  machine.command(machine.system, 'dpkg', `: > ${machine.folder}/configured`)
  machine.command(
    machine.system,
    'apt-get',
    `[ -e ${machine.folder}/configured ] || { echo 'E: dpkg was interrupted' >&2; exit 100; }
case "$*" in *install*)\n${onInstall}\n;; esac`,
  )
}

describe('a Rust that is there and runs', () => {
  test.each([
    ['on PATH', () => machine.path, 'cargo'],
    ['where rustup puts it, though it is not on PATH', () => machine.cargoBin, 'cargo-bin/cargo'],
    ["the system's", () => machine.system, 'system/cargo'],
  ])('%s is used as it is', async (_name, where, cargo) => {
    machine.rust(where())
    const { code, text } = await machine.start().end()
    expect(text).toMatch(/^ready: .*\n$/)
    expect(text).toContain(cargo)
    expect(code).toBe(0)
    expect(machine.log).toEqual([])
  })

  test('with the sources of std instead of the target is used, after one with the target', async () => {
    machine.rust(machine.path, { target: false, sources: true })
    expect(await machine.start().end()).toEqual({ code: 0, text: 'ready: cargo, with std from its sources\n' })
    machine.rust(machine.system)
    expect(await machine.start().end()).toEqual({ code: 0, text: `ready: ${machine.system}/cargo\n` })
  })

  test('is passed over for one that is complete, and nothing is installed', async () => {
    machine.rust(machine.path, { cargo: false })
    machine.rust(machine.system)
    expect(await machine.start().end()).toEqual({ code: 0, text: `ready: ${machine.system}/cargo\n` })
  })
})

describe('with a rustup that can download', () => {
  test.each([
    ['no Rust', undefined, 'no Rust is installed'],
    ['an old one', { version: '1.95.0' }, 'rustc 1.95.0 (the first on PATH) is too old: 1.96 or later is needed'],
    [
      'one without cargo',
      { cargo: false },
      'rustc 1.96.0 (the first on PATH) has no cargo that runs: error: cargo is not installed for this toolchain',
    ],
    [
      'one without the WebAssembly target',
      { target: false },
      'rustc 1.96.0 (the first on PATH) has neither the wasm32-unknown-unknown target nor the sources of the standard library',
    ],
  ])('%s: a sentence, and one installation', async (_name, parts, sentence) => {
    if (parts) machine.rust(machine.path, parts)
    rustup(machine.install(machine.path))
    const { code, text } = await machine.start().end()
    expect(text).toContain(sentence)
    expect(text).toMatch(/installing Rust 1\.96 with rustup \(about a minute\)\nRust is set up: .*\nready: cargo\n$/)
    expect(code).toBe(0)
    expect(machine.log).toEqual([install])
    expect(machine.log[0]).toContain('-t wasm32-unknown-unknown')
  })

  test('a toolchain that rustup believes complete is installed anew', async () => {
    machine.rust(machine.path, { cargo: false })
    const gone = join(machine.folder, 'uninstalled')
    rustup(
      `if [ -e ${gone} ]; then ${machine.install(machine.path)}; fi`,
      `list) echo 1.96-x86_64 ;;\nuninstall) : > ${gone} ;;`,
    )
    const { code, text } = await machine.start().end()
    expect(text).toContain("rustup's Rust 1.96 is broken: installing it anew")
    expect(code).toBe(0)
    expect(machine.log).toEqual([install, 'rustup toolchain uninstall 1.96', install])
  })
})

describe('with a rustup that cannot download', () => {
  beforeEach(() => rustup('echo "error: could not download file" >&2; exit 1'))

  test("Debian's packages are taken, though dpkg was interrupted", async () => {
    debian(machine.install(machine.system, { target: false, sources: true }))
    const { code, text } = await machine.start().end()
    expect(text).toContain('error: could not download file\n')
    expect(text).toContain('rustup toolchain install 1.96 failed\n')
    expect(text).toMatch(/ready: .*system\/cargo, with std from its sources\n$/)
    expect(code).toBe(0)
    expect(machine.log).toEqual([
      install,
      'dpkg --configure -a',
      'apt-get -qq update',
      expect.stringMatching(/^apt-get -qq .*install -y --no-install-recommends rustc-web cargo-web rust-web-src/),
    ])
  })

  test('nor Debian: one sentence says what to do', async () => {
    debian('exit 100')
    const { code, text } = await machine.start().end()
    expect(text).toMatch(
      /\n\nNo Rust that can build Monty could be set up: install 1\.96 or later with rustup \(https:\/\/rustup\.rs\), and run this again\.\n$/,
    )
    expect(code).toBe(1)
  })

  test('and without root: one sentence has the command to type, and nothing is tried', async () => {
    debian(machine.install(machine.system))
    const { code, text } = await machine.start({ isRoot: false }).end()
    expect(text).toMatch(
      /\n\nRust 1\.96 is missing, and only root can install it: sudo apt-get install -y --no-install-recommends rustc-web .*\n$/,
    )
    expect(code).toBe(1)
    expect(machine.log).toEqual([install])
  })
})

describe('without a linker', () => {
  test('Debian installs one, and Rust is left alone', async () => {
    machine.rust(machine.path, { linker: false })
    debian(machine.install(machine.path))
    const { code, text } = await machine.start().end()
    expect(text).toContain('cannot link a program: error: linker `cc` not found\n')
    expect(code).toBe(0)
    expect(machine.log.at(-1)).toMatch(/install -y --no-install-recommends gcc libc6-dev$/)
  })

  test('elsewhere a sentence says what to install', async () => {
    machine.rust(machine.path, { linker: false })
    expect(await machine.start().end()).toMatchObject({
      code: 1,
      text: expect.stringMatching(/\nRust is there, but nothing that it can link with: install a C compiler/),
    })
  })
})

describe('two set-ups at the same moment', () => {
  test('only one installs; the other waits for it, and finds what it needs', async () => {
    const go = join(machine.folder, 'go')
    rustup(`echo downloading; until [ -e ${go} ]; do /bin/sleep 0.05; done\n${machine.install(machine.path)}`)
    const one = machine.start()
    await one.says(/downloading/)
    const two = machine.start()
    await two.says(/waiting for it/)
    writeFileSync(go, '')
    const [first, second] = await Promise.all([one.end(), two.end()])
    expect(first).toMatchObject({ code: 0, text: expect.stringContaining('ready: cargo\n') })
    expect(second).toEqual({
      code: 0,
      text: `another set-up is at work (process ${one.pid}): waiting for it\nready: cargo\n`,
    })
    expect(machine.log).toEqual([install])
    expect(existsSync(machine.lock)).toBe(false)
  })

  test('a lock of a process that was killed is taken over', async () => {
    rustup(`echo downloading; while [ -e ${machine.folder} ]; do /bin/sleep 0.05; done`)
    const killed = machine.start()
    await killed.says(/downloading/)
    await killed.kill()
    expect(existsSync(machine.lock)).toBe(true)
    rustup(machine.install(machine.path))
    const both = await Promise.all([machine.start().end(), machine.start().end()])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(machine.log).toEqual([install, install])
    expect(existsSync(machine.lock)).toBe(false)
  })
})

describe('a build task', () => {
  test('uses what was set up', async () => {
    machine.rust(machine.path)
    expect(await machine.start({ what: 'find' }).end()).toEqual({ code: 0, text: 'ready: cargo\n' })
  })

  test('installs nothing: one sentence says what does', async () => {
    machine.rust(machine.path, { version: '1.80.0' })
    rustup(machine.install(machine.path))
    expect(await machine.start({ what: 'find' }).end()).toEqual({
      code: 1,
      text:
        '\nNo installed Rust can build Monty; `npm run build` sets one up.\n' +
        '  rustc 1.80.0 (the first on PATH) is too old: 1.96 or later is needed\n',
    })
    expect(machine.log).toEqual([])
  })
})
