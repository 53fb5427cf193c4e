import { type BridgeEvent, GuestError, type StackFrame } from '@interpreter-bridge/core'
import { expect, test } from 'vitest'
import { transcript } from '../dist/index.js'

const head = { runId: 'r', seq: 0, at: 0 }
const print = (text: string): BridgeEvent => ({ type: 'print', ...head, stream: 'stdout', text })
const usage = { timeMs: 0, wallMs: 0, hostCalls: 0, osCalls: 0, printBytes: 0 }

test('prints are one text, of which the beginning is kept, and what tells it from others', () => {
  const lines = (last: string): BridgeEvent[] => [
    ...Array.from({ length: 50_000 }, (_, index) => print(`${index}\n`)),
    print(last),
  ]
  const [one, other] = ['x', 'y'].map((last) => transcript(lines(last), 'python')[0]?.text as string)
  expect(one).toMatch(/^0\n1\n2\n.*… \(288891 characters, hash [0-9a-f]+\)$/s)
  expect(one?.length).toBeLessThan(1100)
  expect(one).not.toBe(other)
  expect(transcript([print('a\n'), print('b\n')], 'python')).toEqual([
    { type: 'print', stream: 'stdout', text: 'a\nb\n' },
  ])
})

test('of a thousand frames both ends are kept', () => {
  const frame = (startLine: number): StackFrame => ({
    ...{ filename: 'main.py', startLine, startColumn: 1, endLine: startLine, endColumn: 2 },
    ...{ hideCaret: false, hideFrameName: false },
  })
  const failed = (count: number): readonly unknown[] => {
    const traceback = Array.from({ length: count }, (_, index) => frame(index))
    const error = new GuestError({ excType: 'RecursionError', message: 'deep', traceback }, 'main.py')
    return transcript([{ type: 'runFailed', ...head, error, usage, abandoned: [] }], 'python')[0]
      ?.traceback as readonly unknown[]
  }
  expect(failed(20)).toHaveLength(20)
  const frames = failed(1000)
  expect(frames).toHaveLength(21)
  expect([frames[0], frames[20]]).toEqual([frame(0), frame(999)])
  expect(frames[10]).toMatch(/^… \(980 frames, hash [0-9a-f]+\)$/)
})
