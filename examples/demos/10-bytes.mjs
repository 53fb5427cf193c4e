// Bytes cross as bytes: a megabyte in, its digest and a slice out.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'

export const title = 'bytes'
export const needs = ['kwargs']

const code = `
import hashlib
[hashlib.sha256(image).digest(), image[:8], len(image)]
`

export async function run({ create, say }) {
  const image = new Uint8Array(1 << 20).map((_, index) => (index * 31) & 0xff)
  image.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const bridge = await create()
  const { value } = await bridge.run(code, { inputs: { image } })
  const [digest, head, length] = value
  assert.ok(digest instanceof Uint8Array && head instanceof Uint8Array)
  assert.equal(Buffer.from(digest).toString('hex'), createHash('sha256').update(image).digest('hex'))
  assert.deepEqual([...head], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  assert.equal(length, 1 << 20)
  say(
    `sha256 ${Buffer.from(digest).toString('hex').slice(0, 16)}… of ${length} bytes that begin with ${Buffer.from(head).toString('hex')}`,
  )
  await bridge.dispose()
}
