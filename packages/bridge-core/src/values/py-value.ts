/**
 * The base of the classes for what JavaScript lacks. They are immutable, compare by content with `equals`, and are
 * recognised by a mark instead of by identity of the class, so that copies of this package understand each other.
 */
const mark: unique symbol = Symbol.for('interpreter-bridge.value')

export abstract class PyValue {
  /** The Python type: `tuple`, `set`, `date`, … */
  abstract readonly pyType: string

  /** What stands for it in JSON, losing its type; its items are as they are. */
  abstract toJSON(): unknown

  get [mark](): true {
    return true
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: each subclass asks for its own type
    return isPyValue(value) && (this === PyValue || value.pyType === Reflect.get(this.prototype, 'pyType'))
  }
}

export function isPyValue(value: unknown): value is PyValue {
  return typeof value === 'object' && value !== null && mark in value
}
