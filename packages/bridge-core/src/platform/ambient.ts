/** A value that code sees which was started by `run`, and what that code starts in turn. */
export interface Ambient<T> {
  get(): T | undefined
  run<R>(value: T, work: () => R): R
}

interface AsyncHooks {
  readonly AsyncLocalStorage: new <T>() => { getStore(): T | undefined; run<R>(value: T, work: () => R): R }
}

/**
 * Follows promises and timers where the platform does (Node, Bun, Deno, Workers with Node's modules); elsewhere the value
 * is seen until `work` returns, which is at its first `await`.
 */
export function ambient<T>(): Ambient<T> {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): AsyncHooks | undefined } }
  const hooks = process?.getBuiltinModule?.('node:async_hooks')
  if (!hooks) return synchronous()
  const storage = new hooks.AsyncLocalStorage<T>()
  return { get: () => storage.getStore(), run: (value, work) => storage.run(value, work) }
}

function synchronous<T>(): Ambient<T> {
  let current: T | undefined
  return {
    get: () => current,
    run(value, work) {
      const outer = current
      current = value
      try {
        return work()
      } finally {
        current = outer
      }
    },
  }
}
