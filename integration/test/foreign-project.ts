import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export function pnpm(args: readonly string[], cwd: string): string {
  return execFileSync(join(root, 'node_modules/.bin/pnpm'), args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export interface Outcome {
  readonly code: number
  readonly text: string
}

/** A project of somebody else's, with packed packages in its node_modules, and nothing of this repository. */
export class ForeignProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'foreign-'))
  readonly modules = join(this.folder, 'node_modules')

  /** `own` are folders under `packages`; `others` what a registry would bring with them. */
  constructor(own: readonly string[], others: readonly string[]) {
    for (const folder of own) this.#install(folder)
    const store = join(root, 'node_modules/.pnpm')
    for (const name of others) {
      const entry = readdirSync(store).find((found) => found.startsWith(`${name.replace('/', '+')}@`))
      const source = join(store, entry as string, 'node_modules', name)
      cpSync(source, join(this.modules, name), { recursive: true, dereference: true })
    }
    this.write('package.json', '{ "type": "module", "private": true }')
  }

  /** Where the package of the folder under `packages` is installed. */
  installed(folder: string): string {
    return join(this.modules, '@interpreter-bridge', folder.replace('bridge-', ''))
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  /** Runs a script of the project. */
  node(...args: string[]): Outcome {
    try {
      return { code: 0, text: execFileSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8' }) }
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
      return { code: status, text: stdout + stderr }
    }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  #install(folder: string): void {
    const packed = mkdtempSync(join(tmpdir(), 'packed-'))
    pnpm(['pack', '--pack-destination', packed], join(root, 'packages', folder))
    const [file] = readdirSync(packed)
    execFileSync('tar', ['-xzf', join(packed, file as string), '-C', packed])
    mkdirSync(this.installed(folder), { recursive: true })
    cpSync(join(packed, 'package'), this.installed(folder), { recursive: true })
    rmSync(packed, { recursive: true })
  }
}
