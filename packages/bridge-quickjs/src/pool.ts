import { isPromise, type MaybePromise } from '@interpreter-bridge/core'
import type { Build } from './build.js'
import { Machine } from './machine.js'

/** Idle ones that are kept; a bridge has seldom more guests at once. */
const MAX_IDLE = 4
/** One whose memory a guest has made larger than this is not kept. */
const MAX_KEPT_BYTES = 64 << 20

/** Machines for guests: each has one for itself, and then it is used again, as if it were new. */
export class Pool {
  readonly #build: Build
  readonly #idle: Machine[] = []

  constructor(build: Build) {
    this.#build = build
  }

  /** At once where one is idle or can be made at once. */
  take(): MaybePromise<Machine> {
    const idle = this.#idle.pop()
    if (idle) return idle
    const made = this.#build.make()
    return isPromise(made) ? made.then((instance) => new Machine(instance)) : new Machine(made)
  }

  giveBack(machine: Machine): void {
    if (this.#idle.length < MAX_IDLE && machine.instance.bytes <= MAX_KEPT_BYTES) this.#idle.push(machine)
  }
}
