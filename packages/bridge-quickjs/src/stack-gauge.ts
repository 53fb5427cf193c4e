import type { QuickJSRuntime } from 'quickjs-emscripten-core'
import type { Instance, Range } from './instance.js'

/**
 * Tells whether a guest has used up its stack, from the stack itself: nothing else shows whether an error that says so is
 * QuickJS's or the guest's own. The quarter next to the limit is zero before the guest runs.
 */
export class StackGauge {
  readonly #instance: Instance
  /** The address at which the runtime keeps its stack's lowest address. */
  readonly #limitAt: number
  #watched: Range = { start: 0, end: 0 }

  constructor(instance: Instance, runtime: QuickJSRuntime) {
    this.#instance = instance
    this.#limitAt = findLimit(instance, runtime)
  }

  /** Zeroes what a guest with this much stack does not touch unless it uses it up. */
  reset(stackBytes: number): void {
    const [start = 0] = this.#instance.words({ start: this.#limitAt, end: this.#limitAt + 4 })
    this.#watched = { start, end: start + stackBytes / 4 }
    this.#instance.words(this.#watched).fill(0)
  }

  get usedUp(): boolean {
    return this.#instance.words(this.#watched).some((word) => word !== 0)
  }
}

/** Where the word is that becomes smaller by as much as the stack becomes larger. */
function findLimit(instance: Instance, runtime: QuickJSRuntime): number {
  const small = 1 << 16
  const at = (stackBytes: number): Int32Array => {
    runtime.setMaxStackSize(stackBytes)
    return instance.words(instance.heap).slice()
  }
  const [before, after] = [at(small), at(2 * small)]
  return instance.heap.start + 4 * before.findIndex((word, index) => word - (after[index] as number) === small)
}
