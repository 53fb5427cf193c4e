import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { backends } from './backends.js'

const script = join(import.meta.dirname, '../leaves-nothing.mjs')

/** Runs the script; it must end by itself. */
function run(...args: string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { timeout: 30_000 })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.stderr.on('data', (chunk) => {
      text += chunk
    })
    child.on('close', (code) => resolve({ code, text }))
  })
}

describe.each(Object.keys(backends))('%s', (name) => {
  test.each(['inline', 'thread'])('%s: however guests end, no timer, thread or handle is left', async (isolation) => {
    const { code, text } = await run(name, isolation)
    expect(code, text).toBe(0)
    const timeout = name === 'quickjs' ? 'InternalError' : 'TimeoutError'
    const unknown = name === 'quickjs' ? 'ReferenceError' : 'NameError'
    const killed = isolation === 'thread' ? ['cancelled'] : []
    expect(JSON.parse(text)).toEqual({
      outcomes: ['cancelled', 'TimeoutError', timeout, unknown, 1, ...killed, 1, 'cancelled'],
      left: [],
    })
  })
})
