/** Named arguments after binding, or why they do not bind: the text of the guest's `TypeError`. */
export type Binding = { readonly ok: true; readonly args: Record<string, unknown> } | Refusal

export interface Refusal {
  readonly ok: false
  readonly message: string
}

export function refuse(message: string): Refusal {
  return { ok: false, message }
}

/** Python's words for one or several things: `'a', 'b' and 'c'`. */
export function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`)
  const last = quoted.pop() ?? ''
  return quoted.length > 0 ? `${quoted.join(', ')} and ${last}` : last
}

export function missing(name: string, names: readonly string[]): Refusal {
  return refuse(`${name}() missing ${names.length} required argument${names.length === 1 ? '' : 's'}: ${listed(names)}`)
}

export function unexpected(name: string, key: string): Refusal {
  return refuse(`${name}() got an unexpected keyword argument '${key}'`)
}

export function doubled(name: string, key: string): Refusal {
  return refuse(`${name}() got multiple values for argument '${key}'`)
}

/** Assigns an own property, also for `__proto__`. */
export function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}
