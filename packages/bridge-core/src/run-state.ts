import { now } from './clock.js'
import type { BridgeEvent, EventBody, Usage } from './events.js'
import type { EngineUsage } from './turn.js'

interface Stamp {
  runId: string
  seq: number
  at: number
}

export type Observer = (event: BridgeEvent) => void

const prefix = crypto.randomUUID().slice(0, 8)
let runs = 0

/** A run's identity and counters, and the one place where events are made. Events are built only when observed. */
export class RunState {
  readonly runId = `${prefix}-${++runs}`
  readonly startedAt = now()
  hostCalls = 0
  printBytes = 0
  observer: Observer | undefined
  #seq = 0

  constructor(observer: Observer | undefined) {
    this.observer = observer
  }

  get observed(): boolean {
    return this.observer !== undefined
  }

  /** Completes and emits an event. The body is used up: it becomes the event. */
  emit(body: EventBody, at = now()): void {
    if (!this.observer) return
    const stamp: Stamp = body as EventBody & Partial<Stamp> as Stamp
    stamp.runId = this.runId
    stamp.seq = this.#seq++
    stamp.at = at
    this.observer(body as BridgeEvent)
  }

  usage(engine: EngineUsage): Usage {
    return {
      ...engine,
      wallMs: now() - this.startedAt,
      hostCalls: this.hostCalls,
      printBytes: this.printBytes,
    }
  }
}
