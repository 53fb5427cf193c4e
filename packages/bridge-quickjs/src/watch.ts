import type { GuestFault, LimitExceeded, ResolvedLimits } from '@interpreter-bridge/core'
import { limitFault, outOfMemory } from './errors.js'

/** Decides when a running guest is interrupted, and remembers why: the guest cannot catch that. */
export class Watch {
  readonly #limits: ResolvedLimits
  #spent = 0
  #turnStart = 0
  #turnSpent = 0
  #printed = 0
  /** What the run ends with, once it is decided. */
  stopped: GuestFault | undefined

  constructor(limits: ResolvedLimits) {
    this.#limits = limits
  }

  get timeMs(): number {
    return this.#spent
  }

  /** Counts anew, for the next feed of a session. */
  restart(): void {
    this.#spent = 0
    this.#printed = 0
    this.stopped = undefined
  }

  /** Runs guest code on the clock. */
  turn<T>(guest: () => T): T {
    this.#turnSpent = 0
    this.#resume()
    try {
      return guest()
    } finally {
      this.#pause()
    }
  }

  /** Runs host code inside a turn, off the clock. */
  host<T>(work: () => T): T {
    this.#pause()
    try {
      return work()
    } finally {
      this.#resume()
    }
  }

  /** Counts a print; false once there were too many. */
  print(bytes: number): boolean {
    this.#printed += bytes
    const max = this.#limits.maxPrintBytes
    if (max !== undefined && this.#printed > max)
      this.#exceed({ limit: 'maxPrintBytes', value: max, used: this.#printed })
    return this.stopped === undefined
  }

  /** Whether to interrupt the guest now. */
  readonly interrupt = (): boolean => {
    if (this.stopped) return true
    const now = performance.now() - this.#turnStart
    this.#check('timeMs', this.#spent + now)
    this.#check('turnTimeMs', this.#turnSpent + now)
    return this.stopped !== undefined
  }

  /** The host gave more than the guest may hold. */
  starve(): void {
    this.stop(outOfMemory(this.#limits))
  }

  stop(fault: GuestFault): void {
    this.stopped ??= fault
  }

  #check(limit: 'timeMs' | 'turnTimeMs', used: number): void {
    const value = this.#limits[limit]
    if (value !== undefined && used > value) this.#exceed({ limit, value, used })
  }

  #exceed(limit: LimitExceeded): void {
    this.stop(limitFault(limit))
  }

  #resume(): void {
    this.#turnStart = performance.now()
  }

  #pause(): void {
    const spent = performance.now() - this.#turnStart
    this.#spent += spent
    this.#turnSpent += spent
  }
}
