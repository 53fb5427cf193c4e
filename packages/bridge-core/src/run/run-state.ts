import type { BridgeEvent, EventBody, Usage } from '../contract/events.js'
import type { EngineUsage } from '../contract/turn.js'
import { now } from '../platform/clock.js'
import { eventPrototype, type MadeEvent } from './event-json.js'

export type Observer = (event: BridgeEvent) => void

/** Made with the first run: some platforms have no randomness while modules load. */
let prefix: string | undefined
let runs = 0

/** A run's identity and counters, and the one place where events are made. Events are built only when observed. */
export class RunState {
  readonly runId: string
  readonly startedAt = now()
  hostCalls = 0
  osCalls = 0
  printBytes = 0
  observer: ((event: MadeEvent) => void) | undefined
  #seq = 0

  constructor(observer: Observer | undefined) {
    prefix ??= crypto.randomUUID().slice(0, 8)
    this.runId = `${prefix}-${++runs}`
    this.observer = observer
  }

  get observed(): boolean {
    return this.observer !== undefined
  }

  /** The number of the next event. */
  next(): number {
    return this.#seq++
  }

  /** Completes and emits a rare event. The frequent ones are written out where they are made, in one object shape. */
  emit(body: EventBody, at = now()): void {
    if (!this.observer) return
    const event = { __proto__: eventPrototype, ...body, runId: this.runId, seq: this.next(), at }
    this.observer(event as MadeEvent)
  }

  /** Written out, because every run has one. */
  usage({ timeMs, memoryBytes, allocations }: EngineUsage): Usage {
    const wallMs = now() - this.startedAt
    const { hostCalls, osCalls, printBytes } = this
    if (memoryBytes === undefined || allocations === undefined) {
      return { timeMs, wallMs, hostCalls, osCalls, printBytes }
    }
    return { timeMs, memoryBytes, allocations, wallMs, hostCalls, osCalls, printBytes }
  }
}
