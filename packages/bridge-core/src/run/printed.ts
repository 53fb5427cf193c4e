import { now } from '../platform/clock.js'
import { splitLines, utf8Length } from '../platform/text.js'
import { eventPrototype } from './event-json.js'
import type { Interruption } from './interruption.js'
import type { RunPlan } from './run-plan.js'
import type { RunState } from './run-state.js'

/** What a guest prints: counted, kept for an error, collected and announced as the run's plan says. */
export class Printed {
  /** All of it. */
  text = ''
  readonly #state: RunState
  readonly #plan: Pick<RunPlan, 'output' | 'onPrint'>
  readonly #interruption: Interruption

  constructor(state: RunState, plan: Pick<RunPlan, 'output' | 'onPrint'>, interruption: Interruption) {
    this.#state = state
    this.#plan = plan
    this.#interruption = interruption
  }

  add(stream: 'stdout' | 'stderr', text: string): void {
    const state = this.#state
    const { output, onPrint } = this.#plan
    state.printBytes += utf8Length(text)
    this.text += text
    if (output) output.text += text
    onPrint?.(text, stream)
    if (!state.observer) return
    const at = now()
    const { runId } = state
    const type = 'print'
    for (const line of splitLines(text)) {
      // How many lines come at once is chance: whoever stops the run at one of them sees no more.
      if (this.#interruption.outcome) return
      state.observer({ __proto__: eventPrototype, type, runId, seq: state.next(), at, stream, text: line })
    }
  }
}
