// Three fetches at once: by themselves with async handlers, or by hand, answered in any order.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { HostValueError, hostFunction } from '@interpreter-bridge/core'

export const title = 'concurrent futures'
export const needs = ['futures', 'kwargs']

const code = `
import asyncio

async def page(path):
    try:
        return await fetch(path)
    except ValueError as error:
        return f'failed: {error}'

await asyncio.gather(page('/a'), page('/b'), page('/missing'))
`

export async function run({ create, say }) {
  let open = 0
  let most = 0
  const server = createServer((request, response) => {
    most = Math.max(most, ++open)
    setTimeout(() => {
      open--
      response.writeHead(request.url === '/missing' ? 404 : 200).end(`content of ${request.url}`)
    }, 50)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${server.address().port}`

  const bridge = await create()
  bridge.register(
    hostFunction({
      name: 'fetch',
      params: [{ name: 'path', type: 'string' }],
      handler: async ({ path }, { signal }) => {
        const response = await fetch(base + path, { signal })
        if (!response.ok) throw new HostValueError(`${response.status} ${path}`)
        return response.text()
      },
    }),
  )
  const { value, usage } = await bridge.run(code)
  say(`three fetches of 50 ms took ${Math.round(usage.wallMs)} ms, ${most} at a time: ${JSON.stringify(value)}`)
  assert.deepEqual(value, ['content of /a', 'content of /b', 'failed: 404 /missing'])
  assert.equal(most, 3)
  server.close()
  server.closeAllConnections()

  // By hand: leave each call pending, then answer in another order, one with an error.
  let turn = await bridge.start(code)
  while (turn.type === 'call') turn = await turn.pending()
  assert.equal(turn.type, 'futures')
  const [a, b, c] = turn.callIds
  turn = await turn.resolve(new Map([[c, new HostValueError('nobody home')]]))
  assert.deepEqual(turn.callIds, [a, b])
  turn = await turn.resolve(
    new Map([
      [b, 'B'],
      [a, 'A'],
    ]),
  )
  say(`by hand: ${JSON.stringify(turn.value)}`)
  assert.deepEqual(turn.value, ['A', 'B', 'failed: nobody home'])
  await bridge.dispose()
}
