import type { HostParam } from '../host/host-schema.js'
import { type Binding, define, doubled, missing, type Refusal, refuse, unexpected } from './binding.js'
import { checkWith } from './check-with.js'
import { mismatch, takeTyped } from './param-types.js'

/** Where no argument was given: undefined is an argument. */
const absent = Symbol('absent')

/** Binds to plain parameters. Runs for every host call: values are collected by position, then named. */
export class ParamsBinder {
  readonly #name: string
  readonly #params: readonly HostParam[]
  readonly #order: readonly string[]
  readonly #aliases: ReadonlyMap<string, string>

  constructor(name: string, params: readonly HostParam[], aliases: ReadonlyMap<string, string>) {
    this.#name = name
    this.#params = params
    this.#order = params.map((param) => param.name)
    this.#aliases = aliases
  }

  bind(positional: readonly unknown[], named: Readonly<Record<string, unknown>>): Binding {
    const params = this.#params
    const values: unknown[] = []
    for (let i = 0; i < params.length; i++) values.push(i < positional.length ? positional[i] : absent)
    for (const key of Object.keys(named)) {
      let at = this.#order.indexOf(key)
      if (at < 0) at = this.#order.indexOf(this.#aliases.get(key) ?? key)
      if (at < 0) return unexpected(this.#name, key)
      if (values[at] !== absent) return doubled(this.#name, key)
      values[at] = named[key]
    }
    const args: Record<string, unknown> = {}
    let lacking: string[] | undefined
    for (let i = 0; i < params.length; i++) {
      const param = params[i] as HostParam
      const value = values[i]
      if (value !== absent) {
        const refusal = this.#take(param, value, args)
        if (refusal) return refusal
      } else if (param.default !== undefined) define(args, param.name, param.default)
      else if (param.required !== false) {
        lacking ??= []
        lacking.push(param.name)
      }
    }
    return lacking ? missing(this.#name, lacking) : { ok: true, args }
  }

  /** Puts a value among the arguments once it was checked. */
  #take(param: HostParam, value: unknown, args: Record<string, unknown>): Refusal | undefined {
    if (value === null && (param.nullable || param.type === 'any')) {
      define(args, param.name, value)
      return undefined
    }
    let taken = value
    if (param.type === 'list' || param.values !== undefined) {
      const typed = takeTyped(param, value)
      if ('problem' in typed) return this.#mismatch(param.name + typed.path, typed.problem)
      taken = typed.value
    } else {
      const problem = mismatch(param.type, value)
      if (problem !== undefined) return this.#mismatch(param.name, problem)
    }
    if (param.schema) {
      const checked = checkWith(param.schema, taken, this.#name, param.name)
      if (!checked.ok) return checked
      taken = checked.value
    }
    define(args, param.name, taken)
    return undefined
  }

  #mismatch(argument: string, problem: string): Refusal {
    return refuse(`${this.#name}() argument '${argument}' must be ${problem}`)
  }
}
