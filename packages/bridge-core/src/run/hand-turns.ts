import type { BridgeTurn, CallTurn, FuturesTurn, PendingCall } from '../contract/bridge-turn.js'
import type { Answer, HostCall, Settled } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import type { ObjectTable } from '../functions/object-table.js'
import { raiseFromThrown } from './thrown.js'

type Waiting = Pick<CallTurn, 'output' | 'cancel' | 'dump' | 'setMaxDuration'>

/** What a turn that waits for a person is made of. */
export interface Hand extends Waiting {
  readonly language: 'python' | 'javascript'
  readonly objects: ObjectTable
  /** Takes an answer, once. When `choose` throws, the turn can still be answered. */
  answer(choose: () => Answer): Promise<BridgeTurn>
}

/** `checkPending` throws when the call may not be left pending now. */
export function callTurn(type: 'call' | 'osCall', call: HostCall, hand: Hand, checkPending: () => void): CallTurn {
  const { answer, language, objects } = hand
  const { callId, name, args, kwargs, receiver, awaited, position } = call
  return {
    ...waiting(hand),
    type,
    callId,
    name,
    args,
    kwargs,
    receiver,
    awaited,
    position,
    methodCall: receiver !== undefined,
    resume: (value) =>
      answer(() => {
        objects.admit(value, 'value')
        return { kind: 'value', value: value === undefined ? null : value }
      }),
    raise: (error) => answer(() => ({ kind: 'raise', raise: raiseFromThrown(error, language) })),
    pending: () =>
      answer(() => {
        if (type === 'osCall' && name !== 'asyncio.sleep') {
          throw new BridgeError('invalid-answer', `${name} cannot be left pending; use resume, raise or notFound`)
        }
        checkPending()
        return { kind: 'pending' }
      }),
    notFound: () => answer(() => ({ kind: 'notFound' })),
  }
}

export function futuresTurn(callIds: readonly number[], calls: readonly PendingCall[], hand: Hand): FuturesTurn {
  return {
    ...waiting(hand),
    type: 'futures',
    callIds,
    calls,
    resolve: (results) => hand.answer(() => ({ kind: 'futures', results: settleAll(callIds, results, hand) })),
  }
}

function waiting({ output, cancel, dump, setMaxDuration }: Waiting): Waiting {
  return { output, cancel, dump, setMaxDuration }
}

/** @throws BridgeError `invalid-answer`, `value-unsupported` */
function settleAll(
  callIds: readonly number[],
  results: ReadonlyMap<number, unknown>,
  { language, objects }: Hand,
): Map<number, Settled> {
  if (!(results instanceof Map) || results.size === 0) {
    throw new BridgeError('invalid-answer', 'resolve needs a Map from call ids to values, with at least one of them')
  }
  const settled = new Map<number, Settled>()
  for (const [callId, value] of results) {
    if (!callIds.includes(callId)) {
      throw new BridgeError('invalid-answer', `call ${String(callId)} is not pending; there are ${callIds.join(', ')}`)
    }
    if (value instanceof Error) settled.set(callId, { raise: raiseFromThrown(value, language) })
    else {
      objects.admit(value, `results.get(${callId})`)
      settled.set(callId, { value: value === undefined ? null : value })
    }
  }
  return settled
}
