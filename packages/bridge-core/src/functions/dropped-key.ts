import type { StandardSchema } from '../host/standard-schema.js'

type Path = readonly PropertyKey[]

/** Something that no schema expects. */
const probe = Symbol('probe')

/**
 * The path to a key that a schema has taken without looking at it, as zod and valibot do with unknown keys unless they
 * are told otherwise. It is missing from the output, and anything at all in its place is taken, too, and changes nothing.
 */
export function droppedKey(schema: StandardSchema, input: unknown, output: unknown): Path | undefined {
  const isDropped = (path: Path): boolean => {
    try {
      const again = schema['~standard'].validate(replaced(input, path))
      return !(again instanceof Promise) && !again.issues && same(again.value, output)
    } catch {
      // A transform of the schema stumbled over the probe: it looks at the key.
      return false
    }
  }
  return find(input, output, [], isDropped)
}

function find(input: unknown, output: unknown, path: Path, isDropped: (path: Path) => boolean): Path | undefined {
  if (input === output) return undefined
  if (Array.isArray(input) && Array.isArray(output)) {
    for (let i = 0; i < input.length; i++) {
      const found = find(input[i], output[i], [...path, i], isDropped)
      if (found) return found
    }
    return undefined
  }
  if (!isPlainObject(input) || typeof output !== 'object' || output === null) return undefined
  for (const key of Object.keys(input)) {
    const at = [...path, key]
    const found = Object.hasOwn(output, key)
      ? find(input[key], (output as Record<string, unknown>)[key], at, isDropped)
      : isDropped(at) && at
    if (found) return found
  }
  return undefined
}

/** The same value with the probe at a path. */
function replaced(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return probe
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<PropertyKey, unknown>
  const inner = replaced(copy[key], rest)
  Object.defineProperty(copy, key, { value: inner, enumerable: true, configurable: true, writable: true })
  return copy
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (!Array.isArray(a) && !isPlainObject(a)) return JSON.stringify(a) === JSON.stringify(b)
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && same(Reflect.get(a, key), Reflect.get(b, key)))
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
