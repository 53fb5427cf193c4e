export type MaybePromise<T> = T | Promise<T>

/** Whether to await: anything else is used as it is, because an `await` costs more than most answers. */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T>
export function isPromise(value: unknown): value is PromiseLike<unknown>
export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
