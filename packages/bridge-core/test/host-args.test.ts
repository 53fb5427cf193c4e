import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { type HostArgs, hostFunction } from '../src/functions/define.js'
import type { StandardResult } from '../src/host/standard-schema.js'

describe('what a handler gets is typed', () => {
  test('by plain parameters', () => {
    hostFunction({
      name: 'f',
      params: [
        { name: 'table', type: 'string' },
        { name: 'ids', type: 'list', items: 'string' },
        { name: 'rows', type: 'list', items: { type: 'map', values: { type: 'integer', nullable: true } } },
        { name: 'scores', type: 'map', values: 'number', nullable: true },
        { name: 'anything', type: 'list' },
        { name: 'limit', type: 'integer', default: 10 },
        { name: 'after', type: 'string', required: false },
        { name: 'page', type: 'integer', required: false, default: 1 },
        { name: 'none', type: 'string', default: null },
        { name: 'mail', type: 'string', schema: z.email().transform((mail) => ({ mail })) },
      ],
      handler(args) {
        expectTypeOf(args).toEqualTypeOf<{
          readonly table: string
          readonly ids: readonly string[]
          readonly rows: readonly Readonly<Record<string, number | bigint | null>>[]
          readonly scores: Readonly<Record<string, number | bigint>> | null
          readonly anything: readonly unknown[]
          readonly limit: number | bigint
          readonly after: string | undefined
          readonly page: number | bigint
          readonly none: string | null
          readonly mail: { mail: string }
        }>()
      },
    })
  })

  test('by a Standard Schema: its output', () => {
    hostFunction({
      name: 'f',
      params: z.object({
        to: z.string(),
        copies: z.number().default(1),
        at: z.string().transform((text) => new Date(text)),
      }),
      handler(args) {
        expectTypeOf(args).toEqualTypeOf<{ to: string; copies: number; at: Date }>()
      },
    })
    interface Own {
      readonly '~standard': {
        readonly version: 1
        readonly vendor: 'own'
        readonly validate: (value: unknown) => StandardResult<{ n: number }> | Promise<StandardResult<{ n: number }>>
      }
    }
    expectTypeOf<HostArgs<Own>>().toEqualTypeOf<{ n: number }>()
  })

  test('by a JSON Schema only as an object, by the AI SDK’s as what it says', () => {
    hostFunction({
      name: 'f',
      params: { type: 'object', properties: { n: { type: 'number' } } },
      handler(args) {
        expectTypeOf(args).toEqualTypeOf<Readonly<Record<string, unknown>>>()
      },
    })
    interface AiSchema<T> {
      readonly _type: T
      readonly jsonSchema: { type?: 'object'; properties?: Record<string, object> }
      readonly validate?: (value: unknown) => { success: true; value: T } | { success: false; error: Error }
    }
    expectTypeOf<HostArgs<AiSchema<{ n: number }>>>().toEqualTypeOf<{ n: number }>()
    const params = { _type: undefined as never, jsonSchema: { type: 'object' } } as AiSchema<{ n: number }>
    hostFunction({ name: 'f', params, handler: ({ n }) => n.toFixed(1) })
  })

  test('raw is raw, and a mistake is one', () => {
    expectTypeOf<HostArgs<'raw'>>().toEqualTypeOf<{
      readonly args: readonly unknown[]
      readonly kwargs: Readonly<Record<string, unknown>>
    }>()
    const mistakes = () => {
      // @ts-expect-error there is no such argument
      hostFunction({ name: 'f', params: [{ name: 'a', type: 'string' }], handler: ({ b }) => b })
      // @ts-expect-error there is no such type
      hostFunction({ name: 'f', params: [{ name: 'a', type: 'list', items: 'text' }], handler: () => 1 })
      // @ts-expect-error there is no such option
      hostFunction({ name: 'f', params: [], handler: () => 1, retries: 3 })
    }
    expectTypeOf(mistakes).toBeFunction()
  })
})
