import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The parts of a Rust that are there and run. */
export interface RustParts {
  readonly version?: string
  readonly cargo?: boolean
  readonly target?: boolean
  readonly sources?: boolean
  readonly linker?: boolean
}

/** A machine of shell scripts: nothing of the real one is on its PATH, and each script notes its arguments in `log`. */
export class StandIns {
  readonly folder = mkdtempSync(join(tmpdir(), 'stand-ins-'))
  readonly path = this.#make('path')
  readonly system = this.#make('system')
  readonly cargoBin = this.#make('cargo-bin')
  readonly lock = join(this.folder, 'lock')
  readonly #children = new Set<ChildProcess>()

  /** A command in the folder `bin`, which notes its arguments and then does what `body` says. */
  command(bin: string, name: string, body: string): void {
    const draft = join(this.folder, 'draft')
    writeFileSync(draft, script(name, this.folder, body))
    chmodSync(draft, 0o755)
    // The one before may be running, and a shell reads its script as it goes.
    renameSync(draft, join(bin, name))
  }

  /** The commands `rustc` and `cargo`. */
  rust(bin: string, parts: RustParts = {}): void {
    for (const [name, body] of Object.entries(rustCommands(this.folder, parts))) this.command(bin, name, body)
  }

  /** Shell that puts a Rust into a folder, for a stand-in that installs one. */
  install(bin: string, parts: RustParts = {}): string {
    const source = this.#make('installable')
    this.rust(source, parts)
    return `/bin/cp ${source}/rustc ${source}/cargo ${bin}`
  }

  /** What was called, each with its arguments, without the questions that are asked of every Rust. */
  get log(): string[] {
    const file = join(this.folder, 'log')
    if (!existsSync(file)) return []
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    return lines.filter((line) => !/^(rustc|cargo) |--version|toolchain list/.test(line))
  }

  /** Starts the set-up, or with `find` what a build task does. */
  start({ what = 'set-up', isRoot = true } = {}): Running {
    const machine = { cargoBin: this.cargoBin, systemBin: this.system, isRoot, lock: this.lock }
    const child = spawn(process.execPath, [join(import.meta.dirname, 'set-up.mjs'), what, JSON.stringify(machine)], {
      env: { PATH: this.path, HOME: this.folder, TMPDIR: this.folder },
    })
    this.#children.add(child)
    return new Running(child)
  }

  dispose(): void {
    for (const child of this.#children) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  #make(name: string): string {
    const folder = join(this.folder, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }
}

/** A set-up that runs. */
export class Running {
  readonly pid: number | undefined
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  #text = ''
  #heard: () => void = () => undefined

  constructor(child: ChildProcess) {
    this.#child = child
    this.pid = child.pid
    const hear = (chunk: Buffer): void => {
      this.#text += chunk
      this.#heard()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    this.#ended = new Promise((resolve) => child.on('close', resolve))
  }

  /** Resolves when it has said so. */
  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) {
      await new Promise<void>((resolve, reject) => {
        this.#heard = resolve
        void this.#ended.then(() => reject(new Error(`ended without ${pattern}: ${this.#text}`)))
      })
    }
  }

  /** Its exit code and what it has said, without the clock. */
  async end(): Promise<{ readonly code: number | null; readonly text: string }> {
    const code = await this.#ended
    return { code, text: this.#text.replaceAll(/^\[ *\d+ s\] /gm, '') }
  }

  /** Ends this process alone: what it has started goes on, and keeps its output open. */
  kill(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.on('exit', () => resolve())
      this.#child.kill('SIGKILL')
    })
  }
}

function script(name: string, folder: string, body: string): string {
  return `#!/bin/sh\necho "${name} $*" >> ${folder}/log\n${body}\n`
}

function rustCommands(folder: string, parts: RustParts): Record<string, string> {
  const { version = '1.96.0', cargo = true, target = true, sources = false, linker = true } = parts
  const sysroot = join(folder, sources ? 'sysroot-with-sources' : 'sysroot')
  mkdirSync(join(sysroot, sources ? 'lib/rustlib/src/rust/library/std' : ''), { recursive: true })
  const fails = (text: string): string => `echo 'error: ${text}' >&2; exit 1`
  const rustc = `case "$*" in
*--version*) echo 'rustc ${version}' ;;
*print=sysroot*) echo ${sysroot} ;;
*--target=*wasm.rs) ${target ? ':' : fails('no std for this target')} ;;
*--target=*bare.rs) ${sources ? ':' : fails('no sources')} ;;
*) ${linker ? ':' : fails('linker `cc` not found')} ;;
esac`
  return { rustc, cargo: cargo ? "echo 'cargo 1.96.0'" : fails('cargo is not installed for this toolchain') }
}
