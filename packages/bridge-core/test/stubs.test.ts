import { expect, test } from 'vitest'
import { z } from 'zod'
import { hostFunction } from '../src/functions/define.js'
import { pythonStubs, valueStubs } from '../src/functions/stubs.js'

test('every kind of parameter is declared, optional ones with ...', () => {
  const fn = hostFunction({
    name: 'query',
    description: 'Asks the "database".',
    params: [
      { name: 'table', type: 'string' },
      { name: 'ids', type: 'list' },
      { name: 'blob', type: 'bytes', nullable: true },
      { name: 'limit', type: 'integer', default: 10 },
      { name: 'after', type: 'number' },
      { name: 'extra', type: 'map', required: false },
    ],
    returns: 'list[str]',
    handler: () => [],
  })
  expect(pythonStubs([fn])).toBe(
    [
      'from typing import Any, Awaitable, Literal',
      'def query(table: str, ids: list[Any] | tuple[Any, ...], blob: bytes | None, limit: int = ..., ' +
        'after: float = ..., extra: dict[str, Any] = ...) -> list[str]:',
      '    "Asks the \\"database\\"."',
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
  expect(pythonStubs([fn]).split('\n')[1]).toBe(
    'async def send(to: str, mode: Literal["now", "later"], tags: list[str] | tuple[str, ...] = ...) -> bool: ...',
  )
})

test('a blocking function is not awaited, and raw takes anything', () => {
  const blocking = hostFunction({ name: 'wait', params: [], mode: 'blocking', handler: async () => null })
  const raw = hostFunction({ name: 'log', params: 'raw', handler: () => null })
  expect(pythonStubs([blocking, raw]).split('\n').slice(1, 3)).toEqual([
    'def wait() -> Any: ...',
    'def log(*args: Any, **kwargs: Any) -> Any: ...',
  ])
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
