import { HostObject, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backends } from './backends.js'

const POISON = 0xa5

type View = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView
const bytewise: Readonly<Record<string, View>> = { Int8Array, Uint8Array, Uint8ClampedArray, DataView }
const wide: Readonly<Record<string, View>> = { Uint16Array, Int32Array, Float32Array, Float64Array, BigInt64Array }
const kinds: Readonly<Record<string, View>> = { ...bytewise, ...wide }

/** A binary value, and the bytes that are its own, in the middle of a buffer whose other bytes are nobody's business. */
const binary = fc
  .record({
    kind: fc.constantFrom('Buffer', 'ArrayBuffer', 'SharedArrayBuffer', 'SharedView', ...Object.keys(kinds)),
    before: fc.nat({ max: 8 }).map((n) => n * 8),
    after: fc.nat({ max: 64 }),
    own: fc
      .uint8Array({ maxLength: 8 })
      .map((bytes) => Uint8Array.from({ length: bytes.length * 8 }, (_, i) => i % 160)),
  })
  .map(({ kind, before, after, own }) => {
    const whole = kind === 'ArrayBuffer' || kind === 'SharedArrayBuffer'
    const size = whole ? own.length : before + own.length + after
    const buffer = kind.startsWith('Shared') ? new SharedArrayBuffer(size) : new ArrayBuffer(size)
    const bytes = new Uint8Array(buffer).fill(POISON)
    bytes.set(own, whole ? 0 : before)
    if (whole) return { value: buffer, own }
    if (kind === 'Buffer') return { value: Buffer.from(buffer as ArrayBuffer, before, own.length), own }
    if (kind === 'SharedView') return { value: bytes.subarray(before, before + own.length), own }
    const Kind = kinds[kind] as View
    const { BYTES_PER_ELEMENT = 1 } = Kind as unknown as { BYTES_PER_ELEMENT?: number }
    return { value: new Kind(buffer, before, own.length / BYTES_PER_ELEMENT), own }
  })

const nested = (value: unknown): unknown => ({ rows: [value, { b: value }] })

describe.each(Object.keys(backends).flatMap((name) => [[name, 'inline'] as const, [name, 'thread'] as const]))(
  'binary values on %s, %s',
  (name, isolation) => {
    let bridge: InterpreterBridge
    let answer: unknown
    const python = name !== 'quickjs'
    beforeAll(async () => {
      bridge = await (backends[name] as (typeof backends)[string])({ isolation })
      bridge.register(hostFunction({ name: 'give', params: [], handler: () => answer }))
    })
    afterAll(() => bridge.dispose())

    const program = python
      ? 'g = give()\n[given, len(given), g["rows"][0], g["rows"][1]["b"], list(given), nested]'
      : 'const g = give(); [given, given.length, g.rows[0], g.rows[1].b, Array.from(given), nested]'

    test('arrive as exactly their own bytes, as inputs and as answers, nested too', async () => {
      await fc.assert(
        fc.asyncProperty(binary, async ({ value, own }) => {
          answer = nested(value)
          const run = await bridge.run(program, { inputs: { given: value, nested: [[value]] } })
          expect(run.value).toEqual([own, own.length, own, own, [...own], [[own]]])
        }),
        { numRuns: isolation === 'thread' ? 25 : 60 },
      )
    })

    test.runIf(python)('arrive so as attributes, too', async () => {
      await fc.assert(
        fc.asyncProperty(binary, async ({ value, own }) => {
          const file = new HostObject({ name: 'File', attributes: { content: value, asked: () => [value] } })
          expect((await bridge.run('[f.content, f.asked]', { inputs: { f: file } })).value).toEqual([own, [own]])
        }),
        { numRuns: 20 },
      )
    })

    test.skipIf(python)(
      'come out as exactly their own bytes, as results and as arguments, whatever their kind',
      async () => {
        const got: unknown[] = []
        bridge.register(hostFunction({ name: 'take', params: 'raw', handler: ({ args }) => void got.push(args) }))
        const { value } = await bridge.run(`
        const buffer = new ArrayBuffer(40)
        new Uint8Array(buffer).fill(${POISON})
        new Uint8Array(buffer).set([1, 2, 3, 4, 5, 6, 7, 8], 8)
        const kinds = [Int8Array, Uint8Array, Uint8ClampedArray, Uint16Array, Float64Array, BigInt64Array]
        const views = kinds.map((Kind) => new Kind(buffer, 8, 8 / Kind.BYTES_PER_ELEMENT))
        const all = [...views, new DataView(buffer, 8, 8), buffer.slice(8, 16)]
        for (const one of all) take(one)
        take({ nested: all })
        all`)
        const own = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])
        expect(value).toEqual(Array(8).fill(own))
        expect(got.slice(0, 8)).toEqual(Array(8).fill([own]))
        expect(got[8]).toEqual([{ nested: Array(8).fill(own) }])
        expect((got[0] as [Uint8Array])[0].buffer.byteLength).toBe(8)
      },
    )
  },
)
