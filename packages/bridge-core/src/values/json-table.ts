import { BridgeError } from '../errors/errors.js'
import { fromBase64, toBase64 } from '../platform/base64.js'
import { PyFunction } from './classes.js'
import { isId } from './host-surface.js'
import type { Json } from './json.js'
import { isPyType, type Parcel } from './parcel.js'

/** A node of a parcel in JSON. A container is what it was; a scalar that JSON lacks becomes an array of its kind and text. */
export function nodeToJson(node: unknown): Json {
  switch (typeof node) {
    case 'string':
    case 'boolean':
      return node
    case 'number':
      return Number.isFinite(node) && !Object.is(node, -0)
        ? node
        : ['number', Object.is(node, -0) ? '-0' : String(node)]
    case 'bigint':
      return ['bigint', String(node)]
    case 'undefined':
      return ['undefined']
    case 'function':
      return ['function', node.name]
    case 'symbol':
      return String(node)
  }
  if (node instanceof Date) return ['date', Number.isNaN(node.getTime()) ? null : node.getTime()]
  return node instanceof Uint8Array ? ['bytes', toBase64(node)] : (node as Json)
}

const scalars: Readonly<Record<string, (text: unknown) => unknown>> = {
  number: Number,
  bigint: (text) => BigInt(String(text)),
  undefined: () => undefined,
  function: (name) => new PyFunction(String(name)),
  date: (ms) => new Date(ms === null ? Number.NaN : Number(ms)),
  bytes: (text) => fromBase64(String(text)),
}

/** The containers, with how many parts come before the indices of their children. */
const heads: Readonly<Record<string, number>> = {
  list: 2,
  map: 1,
  set: 1,
  object: 2,
  py: 3,
  host: 3,
  hostclass: 2,
  error: 3,
}

/** What a Python value's field must be, whoever wrote the table. */
const fieldKinds: Readonly<Record<string, string>> = { items: 'list', fieldNames: 'list', attributes: 'map', cls: 'py' }

/**
 * The parcel that a table in JSON is. The table may come from anywhere: what `unpack` relies on is checked here.
 * @throws BridgeError `invalid-argument`
 */
export function parcelFromJson(table: unknown): Parcel {
  if (!Array.isArray(table) || table.length === 0) throw refusal('no table of nodes')
  return table.map((node: unknown, index) => {
    if (!Array.isArray(node)) return node
    const [kind, text] = node
    try {
      if (Object.hasOwn(scalars, kind)) return scalars[kind]?.(text)
    } catch {
      throw refusal(`a ${String(kind)} that cannot be read`)
    }
    checkContainer(node, index, table)
    return node
  })
}

function checkContainer(node: readonly unknown[], index: number, table: readonly unknown[]): void {
  const kind = String(node[0])
  const at = node.at(-1)
  if (!Object.hasOwn(heads, kind) || node.length !== (heads[kind] as number) + 1 || !Array.isArray(at)) {
    throw refusal(`an unknown node: ${JSON.stringify(node).slice(0, 100)}`)
  }
  if (!at.every((child) => Number.isInteger(child) && child >= 0 && child < index)) {
    throw refusal(`node ${index} has children that do not come before it`)
  }
  if (kind === 'map' && at.length % 2 !== 0) throw refusal(`node ${index} is a map with a key too many`)
  if (kind === 'host' && !isIdentity(node[1], 'classId'))
    throw refusal(`node ${index} has no identity of a host object`)
  if (kind === 'hostclass' && !isIdentity(node[1], 'id')) throw refusal(`node ${index} has no identity of a host class`)
  if (!['object', 'py', 'error', 'host'].includes(kind)) return
  const keys = node.at(-2)
  // A host object's class comes before its fields.
  const unnamed = kind === 'host' ? 1 : 0
  if (!Array.isArray(keys) || keys.length !== at.length - unnamed || !keys.every((key) => typeof key === 'string')) {
    throw refusal(`node ${index} has not a name for each of its fields`)
  }
  if (kind !== 'py') return
  if (!isPyType(node[1])) throw refusal(`there is no type ${String(node[1])}`)
  for (const [position, key] of keys.entries()) {
    const child = table[at[position]]
    if (Object.hasOwn(fieldKinds, key) && (!Array.isArray(child) || child[0] !== fieldKinds[key])) {
      throw refusal(`node ${index} has a field ${key} of another kind`)
    }
  }
}

function isIdentity(value: unknown, classKey: string): boolean {
  const { id, name, dataclass, [classKey]: classId } = Object(value)
  return isId(id) && isId(classId) && typeof name === 'string' && name !== '' && typeof dataclass === 'boolean'
}

function refusal(problem: string): BridgeError {
  return new BridgeError('invalid-argument', `this is not the JSON of a value: ${problem}`)
}
