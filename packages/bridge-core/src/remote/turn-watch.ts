import type { ResolvedLimits } from '../contract/limits.js'
import type { Turn } from '../contract/turn.js'
import { BridgeError, type LimitExceeded } from '../errors/errors.js'
import { after } from '../platform/clock.js'
import type { EngineLink } from './engine-link.js'
import type { RemoteTurn } from './protocol.js'

/** How much longer than its time limit a turn may take before its place is killed: an engine that never looks. */
const graceMs = (budgetMs: number): number => 50 + budgetMs / 10

/**
 * A process that did not get a processor is given more time by the clock, up to this many times its limit: on a busy
 * machine a guest is not to be stopped for what others compute.
 */
const MAX_STARVED = 10

/** How often a process's memory is looked at while its guest computes. */
const LOOK_MS = 25

/**
 * What a process may hold beyond twice the guest's limit, in bytes: the interpreter itself, and parsing, which needs up
 * to a hundred times a source's size.
 */
const MEMORY_HEADROOM = 256 << 20

export type GuestLanguage = 'python' | 'javascript'

/** What the guest's language calls a limit, and an interpreter that fails. */
const names = {
  python: { timeMs: 'TimeoutError', memoryBytes: 'MemoryError', crash: 'SystemError' },
  javascript: { timeMs: 'InternalError', memoryBytes: 'InternalError', crash: 'InternalError' },
} as const

/** Watches turns from outside: what the guest's limits say holds whatever the engine does. */
export class TurnWatch {
  /** The most that the guest may compute until the next `begin`, in milliseconds. */
  budgetMs: number | undefined
  readonly #names: (typeof names)[GuestLanguage]
  readonly #maxResident: number
  readonly #memoryBytes: number
  /** How long the guest has computed as seen from here, and since when it computes now: it may never tell. */
  #spentMs = 0
  #since: number | undefined

  constructor({ timeMs, memoryBytes }: ResolvedLimits, language: GuestLanguage) {
    this.#names = names[language]
    this.budgetMs = timeMs
    this.#memoryBytes = memoryBytes ?? 0
    this.#maxResident = memoryBytes === undefined ? Number.POSITIVE_INFINITY : memoryBytes * 2 + MEMORY_HEADROOM
  }

  get timeMs(): number {
    return this.#spentMs + (this.#since === undefined ? 0 : performance.now() - this.#since)
  }

  /** A program or feed begins. */
  begin(): void {
    this.#spentMs = 0
  }

  /**
   * The turn; or how the guest failed that had to be stopped, or that took its place along. @throws BridgeError what else
   * kept the turn from being taken
   */
  async over(link: EngineLink, answer: Promise<RemoteTurn>): Promise<RemoteTurn> {
    this.#since = performance.now()
    let stopped: Turn | undefined
    const stop = (turn: Turn): void => {
      stopped ??= turn
      void link.kill(new BridgeError('session-dead', 'the guest was stopped at a limit'))
    }
    const disarm = this.#arm(link, stop)
    const looking = this.#look(link, stop)
    try {
      return await answer
    } catch (error) {
      if (stopped) return { turn: stopped, dead: true }
      if (!(error instanceof BridgeError) || error.code !== 'engine-crashed') throw error
      return { turn: this.#crashed(error), dead: true }
    } finally {
      disarm()
      clearInterval(looking)
      this.#spentMs = this.timeMs
      this.#since = undefined
    }
  }

  #arm(link: EngineLink, stop: (turn: Turn) => void): () => void {
    const budget = this.budgetMs
    if (budget === undefined) return () => undefined
    const left = Math.max(budget - this.#spentMs, 0)
    const before = link.cpuMs?.() ?? 0
    let disarm: () => void
    const expire = (): void => {
      const computed = (link.cpuMs?.() ?? Number.POSITIVE_INFINITY) - before
      const used = this.timeMs
      if (computed < left && used < budget * MAX_STARVED) {
        disarm = after(left - computed + graceMs(budget), expire)
        return
      }
      const message = `time limit exceeded: ${Math.round(used)}ms > ${budget}ms`
      stop(failed(this.#names.timeMs, message, { limit: 'timeMs', value: budget, used }, used))
    }
    disarm = after(left + graceMs(budget), expire)
    return () => disarm()
  }

  /** One guest has lost its interpreter; everybody else goes on. */
  #crashed(cause: BridgeError): Turn {
    const fault = { excType: this.#names.crash, message: cause.message, traceback: [], cause }
    return { kind: 'failed', fault, usage: { timeMs: this.timeMs } }
  }

  #look(link: EngineLink, stop: (turn: Turn) => void): ReturnType<typeof setInterval> | undefined {
    if (!link.residentBytes) return undefined
    return setInterval(() => {
      const used = link.residentBytes?.() ?? 0
      if (used <= this.#maxResident) return
      const message = `memory limit exceeded: ${used} bytes > ${this.#memoryBytes} bytes`
      const limit = { limit: 'memoryBytes', value: this.#memoryBytes, used }
      stop(failed(this.#names.memoryBytes, message, limit, this.timeMs))
    }, LOOK_MS)
  }
}

function failed(excType: string, message: string, limit: LimitExceeded, timeMs: number): Turn {
  return { kind: 'failed', fault: { excType, message, traceback: [], limit }, usage: { timeMs } }
}
