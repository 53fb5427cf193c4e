import { type CrossingRules, checkCrossable } from '../values/check.js'
import type { HostObject } from '../values/host-object.js'

/** The host objects that a guest state has been given, so that the same object comes back for the same id. */
export class ObjectTable {
  readonly #objects = new Map<string, HostObject>()
  readonly #rules: CrossingRules

  constructor(language: 'python' | 'javascript') {
    this.#rules = { language, onHostObject: (object) => this.#objects.set(object.id, object) }
  }

  get(id: string): HostObject | undefined {
    return this.#objects.get(id)
  }

  /**
   * Checks a value on its way to the guest, and remembers the host objects in it.
   * @throws BridgeError `value-unsupported`, naming the path
   */
  admit(value: unknown, name: string): void {
    if (typeof value === 'number' || value === null || typeof value === 'boolean') return
    checkCrossable(value, name, this.#rules)
  }
}
