import type { HostFunction } from '../../host/host-function.js'
import type { HostModule } from '../../host/host-module.js'
import type { HostFunctionSchema } from '../../host/host-schema.js'
import { freeIdentifier, isIdentifier } from '../identifier.js'
import type { Parameter } from '../signature.js'
import { byModule, type Declared, declared, type Namespace, nameOf, type StubOptions } from './declared.js'
import { docstring, pythonBytes, pythonLiteral } from './python-literal.js'
import { capitalized, PythonTypes } from './python-types.js'
import { valueStubs } from './value-stubs.js'

const header = 'from typing import Any, Awaitable, Literal, Mapping, Never, NotRequired, Sequence, TypedDict'

/**
 * Declares host functions in Python, as a `.pyi` file does: for type checking, and for a language model's prompt. Takes
 * functions, or schemas such as `bridge.schemas`, whose functions of modules are those of classes of that name.
 * @throws BridgeError `invalid-argument`
 */
export function pythonStubs(
  functions: readonly (HostFunction | HostFunctionSchema)[],
  options: StubOptions = {},
): string {
  const types = new PythonTypes()
  const declarations = functions.map((given) => [nameOf(given), declared(given, options)] as const)
  const body = namespace(byModule(declarations), types, '')
  return `${[header, ...types.definitions, ...body].join('\n')}\n`
}

/** Declares modules of the host, each as its `.pyi` file. */
export function moduleStubs(modules: readonly HostModule[], options: StubOptions = {}): Record<string, string> {
  return Object.fromEntries(
    modules.map(({ name, attributes = {}, functions = [] }) => [
      name,
      pythonStubs(functions, options) + valueStubs(attributes),
    ]),
  )
}

function namespace({ items, modules }: Namespace<Declared>, types: PythonTypes, indent: string): string[] {
  const inner = `${indent}    `
  return [
    ...items.flatMap((fn) => [...(indent === '' ? [] : [`${indent}@staticmethod`]), declaration(fn, types, indent)]),
    ...[...modules].flatMap(([name, module]) => [`${indent}class ${name}:`, ...namespace(module, types, inner)]),
  ]
}

function declaration(fn: Declared, types: PythonTypes, indent: string): string {
  const { name, awaitable } = fn
  // No Python program can call it.
  if (!isIdentifier(name, 'python')) return `${indent}# ${name} is no name in Python`
  const text = docOf(fn)
  const body = text === '' ? ' ...' : `\n${docstring(text, `${indent}    `)}`
  return `${indent}${awaitable ? 'async ' : ''}def ${name}(${parameters(fn, types)}) -> ${result(fn, types)}:${body}`
}

/** What may be awaited or not can only be `Any`: that is right for a program that awaits it, and for one that need not. */
function result({ name, returns, awaitable }: Declared, types: PythonTypes): string {
  if (returns === undefined || awaitable === undefined)
    return typeof returns === 'string' && isAwaited(returns) ? returns : 'Any'
  if (typeof returns === 'string') return returns
  return types.of(returns, 'bytes', 'result')(returns, `${capitalized(name)}Result`)
}

/** A host that writes this has said that there is something to be awaited. */
function isAwaited(returns: string): boolean {
  return /^(?:Awaitable|Coroutine)\[|^Any$/.test(returns)
}

function parameters(fn: Declared, types: PythonTypes): string {
  const { signature, jsonSchema, base64, name } = fn
  if (!signature) return '*args: Any, **kwargs: Any'
  const typeOf = types.of(jsonSchema, base64, 'argument')
  const texts = signature.parameters.map((parameter) => {
    const type = typeOf(parameter.schema, capitalized(name) + capitalized(parameter.name))
    return `${parameter.pythonName}: ${type}${parameter.required ? '' : ` = ${defaultOf(parameter, type)}`}`
  })
  if (signature.positional < texts.length) texts.splice(signature.positional, 0, '*')
  if (signature.open) {
    const taken = new Set(signature.parameters.map(({ pythonName }) => pythonName))
    texts.push(`**${freeIdentifier('kwargs', 'python', taken)}: Any`)
  }
  return texts.join(', ')
}

/** The default itself where its type allows it: `None` is the host's word for "none" of any type. */
function defaultOf({ schema }: Parameter, type: string): string {
  const { default: value } = schema
  if (value === undefined || (value === null && !/\bNone\b|^Any$/.test(type))) return '...'
  if (typeof value === 'string' && type.startsWith('bytes')) return pythonBytes(value)
  return pythonLiteral(value)
}

function docOf({ description = '', signature, returns, awaitable }: Declared): string {
  const described = (signature?.parameters ?? []).flatMap(({ name, pythonName, schema }) => {
    const text = typeof schema.description === 'string' ? schema.description.replace(/\s+/g, ' ').trim() : ''
    const origin = name === pythonName ? '' : `(\`${name}\`)`
    const whole = [text, origin].filter((part) => part !== '').join(' ')
    return whole === '' ? [] : [`    ${pythonName}: ${whole}`]
  })
  const parts = [description.trim()]
  if (described.length > 0) parts.push(['Args:', ...described].join('\n'))
  if (typeof returns === 'string' && awaitable === undefined && !isAwaited(returns)) {
    parts.push(`Returns:\n    ${returns}, or an awaitable of it.`)
  }
  return parts.filter((part) => part !== '').join('\n\n')
}
