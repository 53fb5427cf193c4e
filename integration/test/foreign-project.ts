import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

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

  /** `own` are folders under `packages`, which come with what a registry would bring. */
  constructor(own: readonly string[]) {
    for (const folder of own) this.#install(folder)
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
    this.#bringDependencies(join(root, 'packages', folder))
  }

  #bringDependencies(folder: string): void {
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    for (const name of Object.keys(dependencies)) {
      const target = join(this.modules, name)
      if (name.startsWith('@interpreter-bridge/') || existsSync(target)) continue
      const source = find(name, folder)
      cpSync(source, target, { recursive: true, dereference: true })
      this.#bringDependencies(source)
    }
  }
}

/** Where the package `name` really lies, as seen from `folder`. */
function find(name: string, folder: string): string {
  const found = join(folder, 'node_modules', name)
  if (existsSync(found)) return realpathSync(found)
  if (folder === dirname(folder)) throw new Error(`${name} is not installed`)
  return find(name, dirname(folder))
}
