import type { Answer, Settled } from '../contract/turn.js'
import type { ObjectTable } from '../functions/object-table.js'
import { raises } from './thrown.js'

/** What a host's value is for the guest: undefined is Python's None, what cannot cross becomes the guest's TypeError. */
export function settle(objects: ObjectTable, name: string, value: unknown): Settled {
  try {
    objects.admit(value, 'result')
    return { value: value === undefined ? null : value }
  } catch (error) {
    return { raise: raises.badResult(name, error instanceof Error ? error.message : String(error)) }
  }
}

export function toAnswer(settled: Settled): Answer {
  return 'raise' in settled ? { kind: 'raise', raise: settled.raise } : { kind: 'value', value: settled.value }
}
