import type { Answer, HostCall } from '../contract/turn.js'
import type { LimitExceeded } from '../errors/errors.js'
import { asMethodCall } from '../functions/bound-method.js'
import type { FunctionRegistry } from '../functions/function-registry.js'
import { readAttribute } from '../functions/host-attribute.js'
import type { MaybePromise } from '../platform/promise.js'
import { PyFunction } from '../values/classes.js'
import type { HostClass } from '../values/host-class.js'
import type { HostReceiver } from '../values/host-object.js'
import { callFinished, callStarted, osCallStarted } from './call-events.js'
import type { RunHost, RunSettings } from './run-host.js'
import type { RunState } from './run-state.js'
import { settle, toAnswer } from './settle.js'
import { raiseFromThrown, raises } from './thrown.js'

/** Answers each kind of turn, whoever the host is: counts and announces calls, knows names and modules, asks the host. */
export class Answers {
  /** The limit that a refused call has exceeded. */
  exceeded: LimitExceeded | undefined
  readonly #state: RunState
  readonly #settings: RunSettings
  readonly #functions: FunctionRegistry
  readonly #host: RunHost

  constructor(state: RunState, settings: RunSettings, functions: FunctionRegistry, host: RunHost) {
    this.#state = state
    this.#settings = settings
    this.#functions = functions
    this.#host = host
  }

  /** `inline`: the guest waits on the host's own stack. */
  call(asked: HostCall, inline: boolean): MaybePromise<Answer> {
    const state = this.#state
    const call = asMethodCall(asked, this.#settings.objects, this.#classNamed)
    state.hostCalls++
    const refusal = this.#checkBudget()
    if (refusal) return refusal
    const startedAt = callStarted(state, call)
    const answer = this.#host.call(call, startedAt, inline)
    if (answer) return answer
    const raise = raises.unknownName(this.#settings.language, call.name)
    callFinished(state, 'callFinished', call, startedAt, { raise })
    return { kind: 'notFound' }
  }

  osCall(call: HostCall): MaybePromise<Answer> {
    this.#state.osCalls++
    const refusal = this.#checkBudget()
    if (refusal) return refusal
    const startedAt = osCallStarted(this.#state, call)
    const module = call.name === 'import' ? this.#functions.importable(String(call.args[0])) : undefined
    if (!module) return this.#host.osCall(call, startedAt)
    const settled = settle(this.#settings.objects, call.name, module)
    callFinished(this.#state, 'osCallFinished', call, startedAt, settled)
    return toAnswer(settled)
  }

  readonly #classNamed = (name: string): HostClass | undefined => this.#functions.class(name)

  /** What a name means: a class, a function that the guest may call, or an attribute of a host object. */
  name(name: string, receiver: HostReceiver | undefined): Answer {
    const { language, objects } = this.#settings
    if (!receiver) {
      const cls = this.#classNamed(name)
      if (cls) return toAnswer(settle(objects, name, cls))
      return this.#host.isFunction(name) ? { kind: 'value', value: new PyFunction(name) } : { kind: 'notFound' }
    }
    try {
      const found = readAttribute(receiver, name)
      return found.kind === 'value' ? toAnswer(settle(objects, `${receiver.name}.${name}`, found.value)) : found
    } catch (error) {
      return { kind: 'raise', raise: raiseFromThrown(error, language) }
    }
  }

  futures(callIds: readonly number[]): MaybePromise<Answer> {
    this.#state.emit({ type: 'futuresPending', callIds })
    return this.#host.futures(callIds)
  }

  #checkBudget(): Answer | undefined {
    const limit = this.#settings.limits.maxHostCalls
    if (limit === undefined || this.#state.hostCalls + this.#state.osCalls <= limit) return undefined
    this.exceeded = { limit: 'maxHostCalls', value: limit, used: limit + 1 }
    return { kind: 'abort', raise: raises.tooManyCalls(limit) }
  }
}
