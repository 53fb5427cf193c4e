import { expect, test } from 'vitest'
import { raiseFromThrown } from '../src/run/thrown.js'

test.each([
  [{ code: 'ENOENT', message: 'no such file' }, 'ENOENT: no such file'],
  [{ code: 'ENOENT', message: "ENOENT: open 'a'" }, "ENOENT: open 'a'"],
  [{ code: 404, message: 'not found' }, '404: not found'],
  [{ message: 'only that' }, 'only that'],
  [{ status: 503, retry: 2 }, '{"status":503,"retry":2}'],
  [['a', 1], '["a",1]'],
  [{ toString: (): string => 'said' }, 'said'],
  ['text', 'text'],
  [null, 'null'],
] as const)('%j says %s in both languages', (thrown, message) => {
  expect(raiseFromThrown(thrown, 'python')).toEqual({ excType: 'RuntimeError', message })
  expect(raiseFromThrown(thrown, 'javascript')).toEqual({ excType: 'Error', message })
})

test('what cannot be read says so', () => {
  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic
  const message = 'the handler threw a value that cannot be read'
  for (const thrown of [
    cyclic,
    {
      get message() {
        throw new Error('no')
      },
    },
  ]) {
    expect(raiseFromThrown(thrown, 'python')).toEqual({ excType: 'RuntimeError', message })
  }
})
