import type { BridgeEvent, EventBody, Usage } from '../contract/events.js'
import type { EngineUsage } from '../contract/turn.js'
import { now } from '../platform/clock.js'

export type Observer = (event: BridgeEvent) => void

let prefix: string | undefined
let runs = 0

/** A run's name. Some platforms allow no randomness while modules are loaded, so the first run makes the prefix. */
function nextRunId(): string {
  prefix ??= crypto.randomUUID().slice(0, 8)
  return `${prefix}-${++runs}`
}

/** A run's identity and counters, and the one place where events are made. Events are built only when observed. */
export class RunState {
  readonly runId = nextRunId()
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

  /** The number of the next event. */
  next(): number {
    return this.#seq++
  }

  /** Completes and emits a rare event. The frequent ones are written out where they are made, in one object shape. */
  emit(body: EventBody, at = now()): void {
    if (!this.observer) return
    this.observer({ ...body, runId: this.runId, seq: this.next(), at } as BridgeEvent)
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
