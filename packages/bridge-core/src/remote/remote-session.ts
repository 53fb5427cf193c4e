import type { EngineIo, EngineProgram, EngineSession } from '../contract/engine.js'
import type { ResolvedLimits } from '../contract/limits.js'
import type { Answer, EngineUsage, Turn } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import { after } from '../platform/clock.js'
import type { Link } from './link.js'
import type { RemoteTurn } from './protocol.js'

/** How much longer than its time limit a turn may take before the thread is killed: an engine that never looks. */
const GRACE_MS = 1000

/** One guest state in a thread that it has for itself. */
export class RemoteSession implements EngineSession {
  readonly #link: Link
  readonly #onClose: () => void
  /** The most that one turn may take. */
  #budgetMs: number | undefined
  #computing = false
  /** How long the guest has computed as seen from here, and since when it computes now: it may never tell. */
  #timeMs = 0
  #since = 0
  #dead = false
  #closed = false

  constructor(link: Link, limits: ResolvedLimits, io: EngineIo, onClose: () => void) {
    link.io = io
    this.#link = link
    this.#budgetMs = limits.timeMs
    this.#onClose = onClose
  }

  get dead(): boolean {
    return this.#closed || this.#dead || this.#link.ended
  }

  start(program: EngineProgram): Promise<Turn> {
    this.#timeMs = 0
    return this.#turn(this.#link.ask('start', program))
  }

  resume(answer: Answer): Promise<Turn> {
    return this.#turn(this.#link.ask('resume', answer))
  }

  /** A guest that waits is told; one that computes is killed, with its thread. */
  abandon(): EngineUsage {
    if (this.#computing) {
      void this.#link.kill(new BridgeError('session-dead', 'the guest was stopped while it computed'))
      return { timeMs: this.#timeMs + performance.now() - this.#since }
    }
    const told = this.#link.ask('abandon')
    told.then(
      (dead) => {
        this.#dead ||= dead
      },
      () => undefined,
    )
    return { timeMs: this.#timeMs }
  }

  dump(key: Uint8Array | undefined): Promise<Uint8Array> {
    return this.#link.ask('dump', key)
  }

  setMaxDuration(ms: number): Promise<void> {
    this.#budgetMs = ms
    return this.#link.ask('setMaxDuration', ms)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#computing) void this.#link.kill(new BridgeError('disposed', 'the session was closed'))
    else this.#link.ask('close').catch(() => undefined)
    this.#onClose()
  }

  async #turn(asked: Promise<RemoteTurn>): Promise<Turn> {
    const budgetMs = this.#budgetMs
    let overdue: Turn | undefined
    const expire = (): void => {
      overdue = overdueTurn(budgetMs ?? 0)
      void this.#link.kill(new BridgeError('session-dead', 'the guest did not stop at its time limit'))
    }
    const disarm = budgetMs === undefined ? undefined : after(budgetMs + GRACE_MS, expire)
    this.#computing = true
    this.#since = performance.now()
    try {
      const { turn, dead } = await asked
      this.#dead = dead
      return turn
    } catch (error) {
      if (overdue) return overdue
      throw error
    } finally {
      disarm?.()
      this.#computing = false
      this.#timeMs += performance.now() - this.#since
    }
  }
}

function overdueTurn(timeMs: number): Turn {
  const used = timeMs + GRACE_MS
  const message = `time limit exceeded: the guest did not stop by itself after ${timeMs} ms, and its thread was killed`
  const fault = {
    excType: 'TimeoutError',
    message,
    traceback: [],
    limit: { limit: 'timeMs', value: timeMs, used },
  }
  return { kind: 'failed', fault, usage: { timeMs: used } }
}
