import { type CrossingRules, checkCrossable } from '../values/check.js'
import { HostClass } from '../values/host-class.js'
import { HostObject, type HostReceiver } from '../values/host-object.js'
import { HostSurface } from '../values/host-surface.js'

/** The objects and classes of the host that a guest state has been given, so that the same object comes back for the same id. */
export class ObjectTable {
  readonly #objects = new Map<string, HostReceiver>()
  readonly #rules: CrossingRules

  constructor(language: 'python' | 'javascript') {
    this.#rules = { language, onHostObject: (object) => this.#objects.set(object.id, object) }
  }

  /** What the guest was given by that id; for a guest that was loaded, what this process has by it. */
  get(id: string): HostReceiver | undefined {
    const given = this.#objects.get(id)
    if (given) return given
    const living = HostSurface.living(id)
    return living instanceof HostObject || living instanceof HostClass ? living : undefined
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
