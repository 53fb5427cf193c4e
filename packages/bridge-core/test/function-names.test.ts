import { expect, test } from 'vitest'
import { checkRunOptions } from '../src/bridge/check-options.js'
import { FunctionRegistry } from '../src/functions/function-registry.js'
import { HostClass } from '../src/values/host-class.js'

const named = (name: string) => ({ schema: { name, params: [] }, handler: () => null })

test.each([
  ['python', 'lambda', /lambda is a word of Python's own; register it as lambda_/],
  ['python', 'None', /None is a word of Python's own/],
  ['python', 'search$', /"search\$" is no identifier in Python; register it as search_/],
  ['javascript', 'import', /import is a word of JavaScript's own; register it as import_/],
  ['javascript', 'await', /await is a word/],
  ['javascript', 'undefined', /undefined is a word/],
] as const)('in %s no guest could call %s', (language, name, text) => {
  const registry = new FunctionRegistry(language)
  expect(() => registry.register(named(name))).toThrow(text)
  expect(registry.names).toEqual([])
  const capabilities = { backend: 'x', language, osCalls: true, randomSeed: true }
  expect(() => checkRunOptions({ inputs: { [name]: 1 } }, capabilities)).toThrow(/can be no variable's name/)
})

test.each([
  ['python', ['hash', 'open', 'print', 'match', 'type', 'new', 'suché']],
  ['javascript', ['lambda', 'None', 'search$', '$', 'parseInt', 'JSON', 'of']],
] as const)("in %s a builtin and another language's words are names", (language, names) => {
  const registry = new FunctionRegistry(language)
  for (const name of names) registry.register(named(name))
  expect(registry.names).toEqual(names)
})

test('a host class does not hide behind a builtin', () => {
  const registry = new FunctionRegistry('python')
  const named = (name: string) => new HostClass({ name })
  expect(() => registry.registerClass(named('list'))).toThrow(/cannot take the place of Python's own list/)
  registry.registerClass(named('Listing'))
})
