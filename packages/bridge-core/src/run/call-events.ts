import type { HostCall, Settled } from '../contract/turn.js'
import { now } from '../platform/clock.js'
import { eventPrototype } from './event-json.js'
import type { RunState } from './run-state.js'

/** The event that says how a call came out. */
export type CallEnd = 'callFinished' | 'osCallFinished'

/** Announces a call of a host function. Returns when it started, for its end; 0 when nobody observes. */
export function callStarted(state: RunState, call: HostCall): number {
  if (!state.observer) return 0
  const at = now()
  const { callId, name, args, kwargs, receiver, position } = call
  const methodCall = receiver !== undefined
  const { runId } = state
  const seq = state.next()
  const type = 'callStarted'
  state.observer({
    __proto__: eventPrototype,
    type,
    runId,
    seq,
    at,
    callId,
    name,
    args,
    kwargs,
    methodCall,
    receiver,
    position,
  })
  return at
}

/** Announces a call of the guest's operating system. */
export function osCallStarted(state: RunState, call: HostCall): number {
  if (!state.observer) return 0
  const at = now()
  const { callId, name, args, kwargs } = call
  const { runId } = state
  const seq = state.next()
  state.observer({ __proto__: eventPrototype, type: 'osCallStarted', runId, seq, at, callId, name, args, kwargs })
  return at
}

/** Announces how a call came out. */
export function callFinished(
  state: RunState,
  type: CallEnd,
  call: HostCall,
  startedAt: number,
  settled: Settled,
): void {
  if (!state.observer) return
  const at = now()
  const { callId, name } = call
  const { runId } = state
  const durationMs = at - startedAt
  const seq = state.next()
  if ('raise' in settled) {
    state.observer({ __proto__: eventPrototype, type, runId, seq, at, callId, name, error: settled.raise, durationMs })
  } else {
    state.observer({ __proto__: eventPrototype, type, runId, seq, at, callId, name, result: settled.value, durationMs })
  }
}
