import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

const PAGE_BYTES = 4096
/** The unit of processor times in `/proc`. */
const TICK_MS = 10

/**
 * A child process that is sent bytes and sends bytes. It gets an empty environment and no descriptors but its pipes, and
 * keeps this process alive only while it is held.
 */
export class Child {
  readonly process: ChildProcess
  readonly exited: Promise<void>
  readonly #sockets: readonly Socket[]

  /** `pipes`: further pipes for what is sent, from descriptor 3 on. `onExit` is called once, with the reason. */
  constructor(file: string, args: readonly string[], pipes: number, onExit: (reason: string) => void) {
    const more = Array.from({ length: pipes }, () => 'pipe' as const)
    const child = spawn(file, args, {
      stdio: ['pipe', 'pipe', 'ignore', ...more],
      env: {},
      cwd: '/',
      windowsHide: true,
    })
    this.process = child
    this.#sockets = child.stdio.filter(
      (stream): stream is Socket => stream !== null && stream !== undefined,
    ) as Socket[]
    // What is written to a process that has ended is lost, and its end says why.
    for (const socket of this.#sockets) socket.on('error', () => undefined)
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        onExit(error.message)
        resolve()
      })
      child.once('exit', (code, signal) => {
        onExit(signal ?? `exit code ${code}`)
        resolve()
      })
    })
    this.hold(false)
  }

  onData(onData: (bytes: Uint8Array) => void): void {
    this.process.stdout?.on('data', onData)
  }

  /** Sends bytes to descriptor 0, or to one of the further pipes. */
  send(bytes: Uint8Array, descriptor = 0): void {
    ;(this.process.stdio[descriptor] as Socket).write(bytes)
  }

  hold(held: boolean): void {
    const what = held ? 'ref' : 'unref'
    this.process[what]()
    for (const socket of this.#sockets) socket[what]()
  }

  /** Resolves when it is gone. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    // Its end is waited for, even when nothing else keeps this process alive.
    this.hold(true)
    await this.exited
  }

  /** What the system counts as its memory, in bytes; absent where it cannot be asked. */
  residentBytes(): number | undefined {
    const pages = this.#read('statm')?.split(' ')[1]
    return pages === undefined ? undefined : Number(pages) * PAGE_BYTES
  }

  /** The processor time that it (or only its main thread) has had, in milliseconds; absent where it cannot be asked. */
  cpuMs(threads: 'all' | 'main'): number | undefined {
    const stat = this.#read(threads === 'all' ? 'stat' : `task/${this.process.pid}/stat`)
    // proc_pid_stat(5): what follows the name in parentheses begins with field 3; 14 and 15 are user and system time.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields && (Number(fields[11]) + Number(fields[12])) * TICK_MS
  }

  #read(file: string): string | undefined {
    if (process.platform !== 'linux') return undefined
    try {
      return readFileSync(`/proc/${this.process.pid}/${file}`, 'utf8')
    } catch {
      return undefined
    }
  }
}
