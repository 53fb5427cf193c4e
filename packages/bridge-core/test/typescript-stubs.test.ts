import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { hostFunction } from '../src/functions/define.js'
import { typescriptStubs } from '../src/functions/stubs/typescript-stubs.js'
import type { HostFunctionSchema } from '../src/host/host-schema.js'

const tree = z.object({
  label: z.string(),
  get children() {
    return z.array(tree).optional()
  },
})

const functions = [
  hostFunction({
    name: 'search',
    description: 'Finds things. */',
    params: z.object({
      q: z.string().describe('What to find'),
      mode: z.enum(['now', 'later']).default('now'),
      place: z.object({ lat: z.number(), 'user-id': z.int().optional() }).optional(),
      tags: z.array(z.enum(['a', 'b'])).optional(),
      scores: z.record(z.string(), z.number()).optional(),
      tree: tree.optional(),
      either: z.union([z.string(), z.number(), z.null()]).optional(),
    }),
    returns: z.object({ hits: z.array(z.object({ id: z.int(), title: z.string().nullable() })) }),
    handler: async () => null,
  }),
  hostFunction({
    name: 'store',
    params: [
      { name: 'key', type: 'string' },
      { name: 'data', type: 'bytes', default: new Uint8Array() },
      { name: 'tags', type: 'list', items: { type: 'string', nullable: true } },
    ],
    returns: 'boolean',
    async: false,
    handler: () => true,
  }),
  hostFunction({ name: 'save', params: [{ name: 'record', type: 'map' }], returns: 'number', handler: () => 1 }),
  hostFunction({ name: 'log', params: 'raw', handler: () => null }),
  {
    name: 'tools.go',
    params: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    async: true,
  },
  { name: 'open', params: z.looseObject({ a: z.string() }), async: false, returns: 'number' },
] satisfies (ReturnType<typeof hostFunction> | HostFunctionSchema)[]

/** The declarations of the language are the same for every program. */
const library = new Map<string, ts.SourceFile>()

/** What the compiler says of a guest's program, line by line. */
function check(code: string, stubs = typescriptStubs(functions)): string[] {
  const files: Record<string, string> = { 'stubs.d.ts': stubs, 'guest.ts': `${code}\nexport {}\n` }
  const host = ts.createCompilerHost({})
  const read = host.readFile
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    lib: ['lib.es2022.d.ts'],
    types: [],
  }
  const program = ts.createProgram(Object.keys(files), options, {
    ...host,
    fileExists: (name) => name in files || host.fileExists(name),
    readFile: (name) => files[name] ?? read(name),
    getSourceFile: (name, version) => {
      const own = files[name]
      if (own !== undefined) return ts.createSourceFile(name, own, version)
      const text = library.has(name) ? undefined : read(name)
      if (text !== undefined) library.set(name, ts.createSourceFile(name, text, version))
      return library.get(name)
    },
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? -1) + 1
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0]}`
  })
}

test('a program that is right has nothing wrong, nor have the declarations', () => {
  expect(
    check(`
const found = await search('x', 'later', { lat: 1, 'user-id': 2 })
const titles: (string | null)[] = found.hits.map(({ title }) => title)
await search({ q: 'x', tags: ['a'], scores: { a: 1 }, tree: { label: 'a', children: [{ label: 'b' }] }, either: null })
const stored: boolean = store('k', new Uint8Array([1]), ['a', null])
store({ key: 'k', tags: [] })
const saved: number = await save({ any: 1 })
log(1, 'two', { three: 3 })
await tools.go(1)
await tools.go({ n: 1 })
const opened: number = open({ a: 'x', b: 5 })
`),
  ).toEqual([])
})

describe('a program that is wrong is told', () => {
  test.each([
    ['a number for a string', 'await search(5)', /^guest.ts:1 (No overload matches|Argument of type)/],
    ['no member of an enum', "await search('x', 'never')", /^guest.ts:1 (No overload matches|Argument of type)/],
    ['an unknown named argument', "await search({ q: 'x', nope: 1 })", /^guest.ts:1 No overload matches/],
    ['a missing argument', 'store()', /^guest.ts:1 (Expected|No overload matches)/],
    ['a wrong item', "store('k', new Uint8Array(), [5])", /^guest.ts:1 (No overload matches|Type)/],
    ['a property that a result lacks', "(await search('x')).hit", /^guest.ts:1 Property 'hit' does not exist/],
    ['a forgotten await', "search('x').hits", /^guest.ts:1 Property 'hits' does not exist on type 'Promise/],
    ['what may be a promise, taken for a value', 'save({}) + 1', /^guest.ts:1 Operator '\+' cannot be applied/],
    ['a wrong field inside', "await search('x', 'now', { lat: 'north' })", /^guest.ts:1 (No overload|Type 'string')/],
    ['a function that there is not', 'nope()', /^guest.ts:1 Cannot find name 'nope'/],
  ])('%s', (_, code, message) => {
    expect(check(code)).toEqual([expect.stringMatching(message)])
  })
})

test('a declaration says what the function is for', () => {
  expect(typescriptStubs(functions.slice(1, 3))).toBe(
    [
      'declare function store(key: string, data: Uint8Array, tags: readonly (string | null)[]): boolean',
      'declare function store(named: { key: string; data?: Uint8Array; tags: readonly (string | null)[] }): boolean',
      'declare function save(record: Record<string, unknown>): number | Promise<number>',
      '',
    ].join('\n'),
  )
  expect(typescriptStubs(functions.slice(0, 1)).split('\n').slice(1, 5)).toEqual([
    '/**',
    ' * Finds things. *\\/',
    ' * @param q What to find',
    ' */',
  ])
  expect(typescriptStubs(functions.slice(0, 1)).split('\n')[0]).toBe(
    'type Recursive = { label: string; children?: readonly Recursive[] }',
  )
})

test('names that JavaScript cannot write do not spoil the rest', () => {
  const schemas: HostFunctionSchema[] = [
    { name: 'delete', params: [] },
    { name: 'f', params: [{ name: 'class', type: 'string' }], async: false, returns: 'string' },
  ]
  const stubs = typescriptStubs(schemas)
  expect(stubs).toContain('// delete is no name in JavaScript')
  expect(check("const a: string = f('x')\nf({ class: 'x' })", stubs)).toEqual([])
})
