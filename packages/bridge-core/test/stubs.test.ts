import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { compileFunction } from '../src/functions/compile-function.js'
import { hostFunction } from '../src/functions/define.js'
import { FunctionRegistry } from '../src/functions/function-registry.js'
import { docstring, pythonLiteral } from '../src/functions/stubs/python-literal.js'
import { pythonStubs } from '../src/functions/stubs/python-stubs.js'
import { valueStubs } from '../src/functions/stubs/value-stubs.js'
import type { HostContext, HostFunction } from '../src/host/host-function.js'
import type { HostFunctionSchema } from '../src/host/host-schema.js'

/** The declarations, without the line of imports. */
const declarations = (...functions: (HostFunction | HostFunctionSchema)[]): string =>
  pythonStubs(functions).split('\n').slice(1).join('\n')

test('every kind of parameter is declared, with its default; what follows * is passed by name', () => {
  const fn = hostFunction({
    name: 'query',
    description: 'Asks the "database".',
    params: [
      { name: 'table', type: 'string', description: 'Its\n  name' },
      { name: 'ids', type: 'list' },
      { name: 'blob', type: 'bytes', nullable: true },
      { name: 'limit', type: 'integer', default: 10 },
      { name: 'after', type: 'number' },
      { name: 'extra', type: 'map', required: false },
    ],
    returns: 'list[str]',
    async: false,
    handler: () => [],
  })
  expect(pythonStubs([fn])).toBe(
    [
      'from typing import Any, Awaitable, Literal, Mapping, Never, NotRequired, Sequence, TypedDict',
      'def query(table: str, ids: list[Any], blob: bytes | None, limit: int = 10, *, ' +
        'after: float, extra: dict[str, Any] = ...) -> list[str]:',
      '    """Asks the "database".',
      '',
      '    Args:',
      '        table: Its name',
      '    """',
      '',
    ].join('\n'),
  )
})

test('a Standard Schema is declared by its JSON Schema, and an async function is one', () => {
  const fn = hostFunction({
    name: 'send',
    params: z.object({ to: z.string(), mode: z.enum(['now', 'later']), tags: z.array(z.string()).optional() }),
    returns: 'bool',
    handler: async () => true,
  })
  expect(declarations(fn)).toBe(
    'async def send(to: str, mode: Literal["now", "later"], tags: list[str] = ...) -> bool: ...\n',
  )
})

test('a blocking function is not awaited, and raw takes anything', () => {
  const blocking = hostFunction({ name: 'wait', params: [], mode: 'blocking', handler: async () => null })
  const raw = hostFunction({ name: 'log', params: 'raw', handler: () => null })
  expect(declarations(blocking, raw).split('\n').slice(0, 2)).toEqual([
    'def wait() -> Any: ...',
    'def log(*args: Any, **kwargs: Any) -> Any: ...',
  ])
})

describe('what a function gives the guest', () => {
  const params = [] as const
  const handler = (): Promise<number> => Promise.resolve(1)

  test('is open where only the handler knows, and said where the function says it', () => {
    expect(declarations(hostFunction({ name: 'f', params, returns: 'int', handler }))).toBe(
      'def f() -> Any:\n    """Returns:\n        int, or an awaitable of it."""\n'.replace('it."""', 'it.\n    """'),
    )
    expect(declarations(hostFunction({ name: 'f', params, returns: 'int', async: true, handler }))).toBe(
      'async def f() -> int: ...\n',
    )
    expect(declarations(hostFunction({ name: 'f', params, returns: 'int', async: false, handler: () => 1 }))).toBe(
      'def f() -> int: ...\n',
    )
    expect(declarations(hostFunction({ name: 'f', params, returns: 'Awaitable[int]', handler }))).toBe(
      'def f() -> Awaitable[int]: ...\n',
    )
  })

  test('is a value where guests wait inside every call', () => {
    const fn = hostFunction({ name: 'f', params, returns: 'int', handler: async () => 1 })
    expect(pythonStubs([fn], { mode: 'blocking' })).toContain('\ndef f() -> int: ...\n')
  })

  test('is known of a registered function’s schema, too', () => {
    const registry = new FunctionRegistry('python')
    registry.register(hostFunction({ name: 'a', params, returns: 'int', handler: async () => 1 }))
    registry.register(hostFunction({ name: 'b', params, returns: 'int', mode: 'blocking', handler }))
    registry.register(hostFunction({ name: 'c', params, returns: 'int', handler }))
    registry.registerModule({
      name: 'tools',
      functions: [hostFunction({ name: 'go', params, returns: 'int', async: false, handler: () => 1 })],
    })
    expect(declarations(...registry.schemas)).toBe(
      [
        'async def a() -> int: ...',
        'def b() -> int: ...',
        'def c() -> Any:',
        '    """Returns:',
        '        int, or an awaitable of it.',
        '    """',
        'class tools:',
        '    @staticmethod',
        '    def go() -> int: ...',
        '',
      ].join('\n'),
    )
  })

  test('is a value in a bridge whose guests wait', () => {
    const registry = new FunctionRegistry('python', 'blocking')
    registry.register(hostFunction({ name: 'a', params, returns: 'int', handler: async () => 1 }))
    registry.register(hostFunction({ name: 'b', params, returns: 'int', mode: 'awaitable', handler: async () => 1 }))
    registry.register(hostFunction({ name: 'c', params, returns: 'int', async: true, handler: () => 1 }))
    expect(declarations(...registry.schemas)).toBe(
      'def a() -> int: ...\nasync def b() -> int: ...\ndef c() -> int: ...\n',
    )
  })

  test('async: true is kept also by a handler that returns a value, and cannot be blocking', async () => {
    const { fn } = compileFunction(hostFunction({ name: 'f', params, async: true, handler: () => 5 }))
    expect(fn.handler({}, {} as HostContext)).toBeInstanceOf(Promise)
    expect(await fn.handler({}, {} as HostContext)).toBe(5)
    expect(() => compileFunction(hostFunction({ name: 'f', params, async: true, mode: 'blocking', handler }))).toThrow(
      "f: async: true and mode: 'blocking' contradict each other",
    )
  })
})

test('objects are named, also recursive ones; what is built in variables fits', () => {
  const tree = z.object({
    label: z.string().describe('What it is'),
    get children() {
      return z.array(tree).optional()
    },
  })
  const fn = hostFunction({
    name: 'draw',
    params: z.object({
      at: z.object({ x: z.number(), 'user-id': z.int().optional(), unit: z.enum(['cm', 'in']) }),
      tree,
      scores: z.record(z.string(), z.number()),
      counts: z.record(z.string(), z.int()).default({}),
      points: z.array(z.number()),
      names: z.array(z.enum(['a', 'b'])).default(['a']),
      either: z.union([z.string(), z.null(), z.literal(5)]).default(null),
    }),
    returns: z.object({ hits: z.array(z.object({ id: z.int(), title: z.string().nullable() })) }),
    handler: async () => null,
  })
  expect(declarations(fn).split('\n')).toEqual([
    '_DrawAt = TypedDict("_DrawAt", {"x": float, "user-id": NotRequired[int], "unit": Literal["cm", "in"]})',
    'class _DrawTree(TypedDict):',
    '    label: str  # What it is',
    '    children: NotRequired[list[_DrawTree]]',
    'class _DrawResultHitsItem(TypedDict):',
    '    id: int',
    '    title: str | None',
    'class _DrawResult(TypedDict):',
    '    hits: list[_DrawResultHitsItem]',
    'async def draw(at: _DrawAt | Mapping[str, float | int | str], tree: _DrawTree | Mapping[str, Any], ' +
      'scores: Mapping[str, float], counts: dict[str, int] = {}, *, points: Sequence[float], ' +
      'names: list[str] = ["a"], either: str | None | Literal[5] = None) -> _DrawResult: ...',
    '',
  ])
})

test('a JSON Schema is declared with what its references mean', () => {
  const place = {
    type: 'object',
    properties: { lat: { type: 'number' }, near: { $ref: '#/$defs/Place' } },
    required: ['lat'],
  }
  const schema: HostFunctionSchema = {
    name: 'visit',
    params: {
      type: 'object',
      properties: {
        places: { type: 'array', items: { $ref: '#/$defs/Place' } },
        photo: { type: 'string', contentEncoding: 'base64' },
        when: { type: ['string', 'null'], default: null },
        lambda: { type: 'boolean', default: true },
        meta: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: true },
      },
      required: ['places', 'photo'],
      additionalProperties: true,
      $defs: { Place: place },
    },
    async: true,
  }
  expect(declarations(schema)).toBe(
    [
      'class _Place(TypedDict):',
      '    lat: float',
      '    near: NotRequired[_Place]',
      'async def visit(places: Sequence[_Place | Mapping[str, Any]], photo: bytes | str, when: str | None = None, ' +
        'lambda_: bool = True, meta: dict[str, Any] = ..., **kwargs: Any) -> Any:',
      '    """Args:',
      '        lambda_: (`lambda`)',
      '    """',
      '',
    ].join('\n'),
  )
})

test.each([
  [[1, 'a"\\\n', true, null, 1.5, { k: [] }], String.raw`[1, "a\"\\\n", True, None, 1.5, {"k": []}]`],
  [{}, '{}'],
  ['\u2028é\u007f', '"\u2028é\\x7f"'],
  [undefined, '...'],
])('the default %j is written as Python does', (value, literal) => {
  expect(pythonLiteral(value)).toBe(literal)
})

test('a default of bytes is bytes, one of null that the type does not allow is left open', () => {
  const params = [
    { name: 'salt', type: 'bytes', default: new Uint8Array([0, 34, 65, 92, 255]) },
    { name: 'name', type: 'string', default: null },
  ] as const
  expect(declarations({ name: 'f', params, async: false })).toBe(
    `${String.raw`def f(salt: bytes = b"\x00\x22A\x5c\xff", name: str = ...) -> Any: ...`}\n`,
  )
})

test('a description is a docstring whatever is in it', () => {
  expect(docstring('a """ \\n "', '  ')).toBe(String.raw`  """a \"\"\" \\n \""""`)
  expect(docstring('a\r\n\nb', '  ')).toBe('  """a\n\n  b\n  """')
})

test('inputs are declared by their values', () => {
  const inputs = {
    name: 'a',
    n: 1,
    big: 2n ** 70n,
    x: 0.5,
    on: true,
    raw: new Uint8Array(),
    rows: [],
    by: {},
    none: null,
  }
  expect(valueStubs(inputs)).toBe(
    'name: str\nn: int\nbig: int\nx: float\non: bool\nraw: bytes\nrows: list[Any]\nby: dict[Any, Any]\nnone: Any\n',
  )
})
