import { type Answer, BridgeError, type EngineIo, type Raise, utf8Length } from '@interpreter-bridge/core'
import { faultOf } from './errors.js'
import type { MachineHost, Reply } from './exchange.js'
import type { Watch } from './watch.js'

const interrupted: Raise = { excType: 'InternalError', message: 'interrupted' }

/** What one guest asks of the run loop, off its clock: prints and host calls. */
export class Served implements MachineHost {
  /** The calls whose promises have not settled. */
  readonly pending = new Set<number>()
  /** Whether the machine failed: it is not to be used again. */
  crashed = false
  readonly #io: EngineIo
  readonly #watch: Watch
  #calls = 0
  /** What the host threw in a print or a call: it must not become the guest's. */
  #thrown: { readonly error: unknown } | undefined

  constructor(io: EngineIo, watch: Watch) {
    this.#io = io
    this.#watch = watch
  }

  interrupt(): boolean {
    return this.#watch.interrupt()
  }

  /** Throws what the host threw while the guest ran. */
  rethrow(): void {
    const thrown = this.#thrown
    this.#thrown = undefined
    if (thrown) throw thrown.error
  }

  print(stream: 'stdout' | 'stderr', text: string): Raise | undefined {
    const goesOn = this.#watch.print(utf8Length(text)) && this.#host(() => this.#io.print(stream, text))
    return goesOn ? undefined : this.#stop(interrupted)
  }

  call(name: string, args: readonly unknown[]): Reply {
    const callId = this.#calls++
    const answer = this.#host(() => this.#io.call({ callId, name, args, kwargs: {}, awaited: false }))
    return answer ? this.#replyOf(answer, name, callId) : { raise: this.#stop(interrupted) }
  }

  starve(): void {
    this.#watch.starve()
  }

  crash(error: unknown): void {
    this.crashed = true
    const message = `QuickJS failed: ${error instanceof Error ? error.message : String(error)}`
    this.#thrown ??= { error: new BridgeError('engine-crashed', message, { cause: error }) }
    this.#stop(interrupted)
  }

  #replyOf(answer: Answer, name: string, callId: number): Reply {
    switch (answer.kind) {
      case 'value':
        return { value: answer.value }
      case 'raise':
        return { raise: answer.raise }
      case 'notFound':
        return { raise: { excType: 'ReferenceError', message: `'${name}' is not defined` } }
      case 'abort':
        return { raise: this.#stop(answer.raise) }
      case 'pending':
        this.pending.add(callId)
        return { pending: callId }
      case 'settled':
      case 'futures':
        throw new BridgeError('invalid-answer', `${answer.kind} does not answer a call inside QuickJS`)
    }
  }

  #stop(raise: Raise): Raise {
    this.#watch.stop(faultOf(raise))
    return raise
  }

  /** Runs host code off the clock. What it throws ends the run, and is thrown where the run was started. */
  #host<T>(work: () => T): T | undefined {
    if (this.#thrown || this.#watch.stopped) return undefined
    try {
      return this.#watch.host(work)
    } catch (error) {
      this.#thrown = { error }
      return undefined
    }
  }
}
