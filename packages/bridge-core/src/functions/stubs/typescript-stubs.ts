import type { HostFunction } from '../../host/host-function.js'
import type { HostFunctionSchema } from '../../host/host-schema.js'
import { freeIdentifier, isIdentifier } from '../identifier.js'
import { takesObjects } from '../object-schema.js'
import type { Signature } from '../signature.js'
import { byModule, type Declared, declared, type Namespace, nameOf, type StubOptions } from './declared.js'
import { TypeScriptTypes } from './typescript-types.js'

/**
 * Declares host functions for guests in JavaScript, as a `.d.ts` file does: for an editor, for type checking, and for a
 * language model's prompt. Takes functions, or schemas such as `bridge.schemas`.
 * @throws BridgeError `invalid-argument`
 */
export function typescriptStubs(
  functions: readonly (HostFunction | HostFunctionSchema)[],
  options: StubOptions = {},
): string {
  const types = new TypeScriptTypes()
  const declarations = functions.map((given) => [nameOf(given), declared(given, options)] as const)
  const body = namespace(byModule(declarations), types, '')
  return `${[...types.definitions, ...body].join('\n')}\n`
}

function namespace({ items, modules }: Namespace<Declared>, types: TypeScriptTypes, indent: string): string[] {
  const inner = `${indent}  `
  const word = indent === '' ? 'declare ' : ''
  return [
    ...items.flatMap((fn) => declaration(fn, types, word).map((line) => indent + line)),
    ...[...modules].flatMap(([name, module]) => [
      `${indent}${word}namespace ${name} {`,
      ...namespace(module, types, inner),
      `${indent}}`,
    ]),
  ]
}

/** By position, and where that can be told apart by an object of named arguments. */
function declaration(fn: Declared, types: TypeScriptTypes, word: string): string[] {
  const { name, signature, jsonSchema, base64 } = fn
  // No program can call it.
  if (!isIdentifier(name, 'javascript')) return [`// ${name} is no name in JavaScript`]
  const end = `: ${result(fn, types)}`
  const doc = docOf(fn)
  if (!signature) return [...doc, `${word}function ${name}(...args: unknown[])${end}`]
  const typeOf = types.of(jsonSchema, base64)
  const byPosition = `${word}function ${name}(${positional(signature, typeOf)})${end}`
  const [first] = signature.parameters
  if (!first && !signature.open) return [...doc, byPosition]
  const named = `named${signature.parameters.some(({ required }) => required) ? '' : '?'}: ${typeOf(jsonSchema)}`
  const byName = `${word}function ${name}(${named})${end}`
  if (signature.order.length === 0) return [...doc, byName]
  const ambiguous = base64 === 'bytes' && first !== undefined && takesObjects(jsonSchema, first.schema)
  return ambiguous ? [...doc, byPosition] : [...doc, byPosition, ...doc, byName]
}

/** A required parameter cannot follow an optional one: then that has to be given, too. */
function positional({ parameters, order }: Signature, typeOf: (schema: unknown) => string): string {
  const taken = new Set<string>()
  const listed = parameters.slice(0, order.length)
  const last = listed.map(({ required }) => required).lastIndexOf(true)
  return listed
    .map(({ name, schema, required }, at) => {
      const own = freeIdentifier(name, 'javascript', taken)
      return `${own}${required || at < last ? '' : '?'}: ${typeOf(schema)}`
    })
    .join(', ')
}

/** What may be a promise can be awaited in any case. */
function result({ returns, awaitable }: Declared, types: TypeScriptTypes): string {
  const type = typeof returns === 'object' ? types.of(returns, 'bytes')(returns) : (returns ?? 'any')
  if (awaitable === true) return `Promise<${type}>`
  return awaitable === false || type === 'any' ? type : `${type} | Promise<${type}>`
}

function docOf({ description = '', signature }: Declared): string[] {
  const params = (signature?.parameters ?? []).flatMap(({ name, schema }) =>
    typeof schema.description === 'string' ? [`@param ${name} ${schema.description.replace(/\s+/g, ' ').trim()}`] : [],
  )
  const lines = [...(description.trim() === '' ? [] : description.trim().split(/\r\n?|\n/)), ...params]
  if (lines.length === 0) return []
  const escaped = lines.map((line) => line.replaceAll('*/', '*\\/').trimEnd())
  if (escaped.length === 1) return [`/** ${escaped[0]} */`]
  return ['/**', ...escaped.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */']
}
