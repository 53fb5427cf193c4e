// Tools called with keyword arguments, and a method on an object that a tool returned.
import assert from 'node:assert/strict'
import { HostObject, hostFunction } from '@interpreter-bridge/core'

export const title = 'keyword arguments and host objects'
export const needs = ['kwargs', 'methodCalls']

const code = `
result = db_query(table='users', where='age > 30', limit=10)
send_email('ada@example.org', subject=f'{result.count} users')
chart = result.plot(x='age', kind='bar')
[result.count, chart]
`

export async function run({ create, say }) {
  const bridge = await create()
  const sent = []
  const result = new HostObject({
    name: 'Result',
    attributes: { count: () => 2 },
    methods: [
      hostFunction({
        name: 'plot',
        params: [
          { name: 'x', type: 'string' },
          { name: 'kind', type: 'string', default: 'line' },
        ],
        handler: ({ x, kind }) => `${kind} chart of ${x}`,
      }),
    ],
  })
  bridge.register(
    hostFunction({
      name: 'db_query',
      params: [
        { name: 'table', type: 'string' },
        { name: 'where', type: 'string', required: false },
        { name: 'limit', type: 'integer', default: 100 },
      ],
      handler: () => result,
    }),
  )
  bridge.register(
    hostFunction({
      name: 'send_email',
      params: [
        { name: 'to', type: 'string' },
        { name: 'subject', type: 'string' },
      ],
      handler: ({ to, subject }) => void sent.push(`${to}: ${subject}`),
    }),
  )
  const calls = []
  let value
  await bridge.execute(code).forEach((event) => {
    if (event.type === 'callStarted') calls.push(event)
    if (event.type === 'runFinished') value = event.value
  })
  for (const call of calls)
    say(
      `${call.callId} ${call.methodCall ? `${call.receiver.name}.` : ''}${call.name} ${JSON.stringify(call.args)} ${JSON.stringify(call.kwargs)}`,
    )
  assert.deepEqual(value, [2, 'bar chart of age'])
  assert.deepEqual(sent, ['ada@example.org: 2 users'])
  assert.deepEqual(
    calls.map(({ name, methodCall }) => [name, methodCall]),
    [
      ['db_query', false],
      ['send_email', false],
      ['plot', true],
    ],
  )
  assert.deepEqual(calls[2].kwargs, { x: 'age', kind: 'bar' })
  assert.equal(calls[2].receiver, result)
  assert.equal(new Set(calls.map((call) => call.callId)).size, 3)

  // A module that guests import; its functions are no global names.
  bridge.registerModule({
    name: 'crm',
    attributes: { region: 'eu' },
    functions: [
      hostFunction({
        name: 'lookup',
        params: [{ name: 'email', type: 'string' }],
        handler: async ({ email }) => ({ email, plan: 'pro' }),
      }),
    ],
  })
  const imported = await bridge.run("import crm\n(await crm.lookup(email='a@b'))['plan'] + ' in ' + crm.region")
  say(`import crm: ${imported.value}`)
  assert.equal(imported.value, 'pro in eu')
  await bridge.dispose()
}
