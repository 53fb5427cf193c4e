import {
  HostClass,
  HostError,
  type HostFunction,
  type HostModule,
  HostObject,
  type HostObjectDefinition,
  type HostParams,
  hostFunction,
  memoryFiles,
  type OsHandler,
  overlay,
  readOnly,
  toPlain,
  virtualOs,
} from '@interpreter-bridge/core'
import type { Fixture, FixtureAnswer, Language, Machine } from './fixture.js'
import { hostValue } from './values.js'
import { VirtualTimers } from './virtual-timers.js'

/** The host as a fixture describes it: functions that answer by script, objects, inputs, a machine. */
export class ScriptedHost {
  readonly functions: readonly HostFunction[]
  readonly modules: readonly HostModule[]
  readonly classes: ReadonlyMap<string, HostClass>
  readonly inputs: Readonly<Record<string, unknown>>
  readonly os: OsHandler
  readonly #fixture: Fixture
  readonly #language: Language
  readonly #timers = new VirtualTimers()
  readonly #objects = new Map<string, HostObject>()

  constructor(fixture: Fixture, language: Language) {
    this.#fixture = fixture
    this.#language = language
    this.functions = Object.entries(fixture.calls ?? {}).map(([name, answers]) => this.#function(name, answers))
    this.modules = Object.entries(fixture.modules ?? {}).map(([name, { attributes, functions }]) => ({
      name,
      attributes: this.#values(attributes),
      functions: Object.entries(functions ?? {}).map(([own, answers]) => this.#function(own, answers)),
    }))
    this.classes = new Map(
      Object.entries(fixture.classes ?? {}).map(([name, { construct, attributes, methods, dataclass }]) => [
        name,
        new HostClass({
          name,
          ...this.#members(attributes, methods),
          ...(construct ? { construct: this.#function(name, construct) } : {}),
          ...(dataclass === undefined ? {} : { dataclass }),
        }),
      ]),
    )
    this.inputs = this.#values(fixture.inputs)
    this.os = machineOf(fixture.os ?? {})
  }

  #values(values: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
    return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, this.#value(value)]))
  }

  #value(value: unknown): unknown {
    return hostValue(value, this.#language, (key) => this.#object(key))
  }

  #object(key: string): HostObject {
    const found = this.#objects.get(key)
    if (found) return found
    const definition = this.#fixture.objects?.[key]
    if (!definition) throw new Error(`fixture ${this.#fixture.id}: there is no object "${key}"`)
    const { name, fields, dataclass, class: className } = definition
    const cls = className === undefined ? undefined : this.classes.get(className)
    const made = new HostObject({
      name,
      ...this.#members(definition.attributes, definition.methods),
      ...(fields ? { fields: this.#values(fields) } : {}),
      ...(dataclass === undefined ? {} : { dataclass }),
      ...(cls ? { class: cls } : {}),
    })
    this.#objects.set(key, made)
    return made
  }

  #members(
    attributes: Readonly<Record<string, unknown>> = {},
    methods: Readonly<Record<string, readonly FixtureAnswer[]>> = {},
  ): Pick<HostObjectDefinition, 'attributes' | 'methods'> {
    return {
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, () => this.#value(value)]),
      ),
      methods: Object.entries(methods).map(([name, answers]) => this.#function(name, answers)),
    }
  }

  #function(name: string, answers: readonly FixtureAnswer[]): HostFunction {
    let calls = 0
    const params = this.#fixture.params?.[name]
    const mode = this.#fixture.blocking?.includes(name) ? { mode: 'blocking' as const } : {}
    return hostFunction({
      name,
      params: params === undefined ? 'raw' : (toPlain(params) as HostParams),
      ...mode,
      handler: () => this.#reply(answers[Math.min(calls++, answers.length - 1)] as FixtureAnswer),
    })
  }

  #reply(answer: FixtureAnswer): unknown {
    if ('throw' in answer) throw new Error(answer.throw)
    const settle = (): unknown => {
      if ('raise' in answer) throw new HostError(answer.raise.type, answer.raise.message)
      return this.#value(answer.return)
    }
    if (answer.delay === undefined) return settle()
    return this.#timers.wait(answer.delay).then(settle)
  }
}

function machineOf({ env, files, mode = 'memory', now, ...rest }: Machine): OsHandler {
  const memory = files && memoryFiles(files, { now: () => 0 })
  const wrap = { memory: memory, readOnly: memory && readOnly(memory), overlay: memory && overlay(readOnly(memory)) }
  const given = wrap[mode]
  return virtualOs({
    ...(env ? { env } : {}),
    ...(given ? { files: given } : {}),
    ...(now === undefined ? {} : { now: () => now * 1000 }),
    ...rest,
  })
}
