import type { AbandonedCall } from '../errors/abandoned-call.js'
import type { CallSites } from './call-sites.js'
import type { OpenCall } from './open-calls.js'
import type { RunState } from './run-state.js'

const none: readonly AbandonedCall[] = Object.freeze([])

/**
 * Announces the calls whose outcome the guest never took. `finished`: the program has ended by itself, so that nobody
 * awaited them.
 */
export function announceAbandoned(
  state: RunState,
  open: readonly OpenCall[],
  finished: boolean,
  sites: CallSites,
): readonly AbandonedCall[] {
  if (open.length === 0) return none
  const abandoned = open.map((call) => describe(call, finished || call.discarded === true, sites))
  for (const call of abandoned) state.emit({ type: 'callAbandoned', ...call })
  return abandoned
}

function describe({ call, settled }: OpenCall, forgotten: boolean, sites: CallSites): AbandonedCall {
  const { callId, name, position } = call
  const line = forgotten ? sites.line(call) : undefined
  const hint = `${line === undefined ? '' : `line ${line}: `}${name}(...) was called without await`
  return {
    callId,
    name,
    ...(position ? { position } : {}),
    ...(settled && ('raise' in settled ? { error: settled.raise } : { result: settled.value })),
    ...(forgotten ? { hint } : {}),
  }
}
