import type { Answer } from '../contract/turn.js'
import type { Raise } from '../errors/abandoned-call.js'
import { HostError } from '../errors/errors.js'
import { HostClass } from '../values/host-class.js'
import { HostObject, type HostReceiver } from '../values/host-object.js'
import { boundMethodOf } from './bound-method.js'

/** What the guest finds as an attribute of a host object, before it is known whether the value can cross. */
export function readAttribute(receiver: HostReceiver, name: string): Answer {
  if (receiver instanceof HostObject && !receiver.known)
    return { kind: 'raise', raise: noSuchAttribute(receiver, name) }
  // An instance that the host made has the attributes that it came with.
  if (!(receiver instanceof HostObject || receiver instanceof HostClass)) return { kind: 'notFound' }
  if (receiver.method(name)) return { kind: 'value', value: boundMethodOf(receiver, name) }
  if (!receiver.hasAttribute(name)) return { kind: 'notFound' }
  try {
    return { kind: 'value', value: receiver.attribute(name) }
  } catch (error) {
    // The engine's own AttributeError: one that came from outside would get past hasattr() and a default of getattr().
    if (error instanceof HostError && error.excType === 'AttributeError') return { kind: 'notFound' }
    throw error
  }
}

/** What reading an attribute raises that is not there. */
export function noSuchAttribute(receiver: HostReceiver, name: string): Raise {
  if (receiver instanceof HostObject && !receiver.known) {
    const message = `${name}: the host object behind this value (${receiver.id}) is not in this process`
    return { excType: 'RuntimeError', message }
  }
  const whose = receiver instanceof HostClass ? `type object '${receiver.name}'` : `'${receiver.name}' object`
  return { excType: 'AttributeError', message: `${whose} has no attribute '${name}'` }
}
