import { expect, test } from 'vitest'
import { formatTraceback, GuestError, type StackFrame } from '../src/index.js'

const frame = (previewLine: string, columns: [number, number], more: Partial<StackFrame> = {}): StackFrame => {
  const [startColumn, endColumn] = columns
  const at = { filename: 'main.py', startLine: 3, endLine: 3, startColumn, endColumn }
  return { ...at, previewLine, hideCaret: false, hideFrameName: false, ...more }
}
const text = (excType: string, message: string, ...traceback: StackFrame[]): string[] =>
  formatTraceback({ excType, message, traceback }).split('\n')

test.each([
  ['x = a + b * c', [5, 14], '    ~~^~~~~~~'],
  ['x = a ** b ** c', [5, 16], '    ~~^^~~~~~~~'],
  ['x = -a ** b', [5, 12], '    ^^^^^^^'],
  ['x = -a * b', [5, 11], '    ~~~^~~'],
  ['x = await f(1) + 2', [5, 19], '    ~~~~~~~~~~~^~~'],
  ['x = await a[1]', [5, 15], '    ^^^^^^^^^^'],
  ['x = a < b + c', [5, 14], '    ^^^^^^^^^'],
  ['x = a if b + c else d', [5, 22], '    ^^^^^^^^^^^^^^^^^'],
  ['x = lambda: a + b', [5, 18], '    ^^^^^^^^^^^^^'],
  ["x = 'a' 'b' - r'\\'", [5, 19], '    ~~~~~~~~^~~~~~'],
  ['x = f(a)[b](c)', [5, 15], '    ^^^^^^^^^^'],
  ['x = [a, b]', [5, 11], '    ^^^^^^'],
  ['x = a[b][c + d]', [5, 16], '    ~~~~^^^^^^^'],
  ['\t\tx = (a, b) @ c', [7, 17], '    ~~~~~~~^~~'],
  ["x = '漢' + 1", [5, 12], '    ~~~~~^~~'],
] as const)('%s', (line, columns, carets) => {
  expect(text('TypeError', 'no', frame(line, [...columns]))).toEqual([
    'Traceback (most recent call last):',
    '  File "main.py", line 3, in <module>',
    `    ${line.trim()}`,
    `    ${carets}`,
    'TypeError: no',
  ])
})

test('carets are left out where they would mark the line, and where the frame says so', () => {
  const call = frame('  f(a)  ', [3, 7])
  expect(text('TypeError', '', call).slice(2)).toEqual(['    f(a)', 'TypeError'])
  expect(text('TypeError', '', frame('f(a) or b', [1, 5], { hideCaret: true })).slice(2)).toEqual([
    '    f(a) or b',
    'TypeError',
  ])
  expect(text('TypeError', '', frame('f(', [1, 9], { endLine: 5 })).slice(2)).toEqual(['    f(', 'TypeError'])
})

test('a syntax error has no header, and a caret at least, though it be after the line', () => {
  const at = { hideFrameName: true, endLine: 4 }
  expect(text('SyntaxError', 'what', frame('    if x', [9, 1], at))).toEqual([
    '  File "main.py", line 3',
    '    if x',
    '        ^',
    'SyntaxError: what',
  ])
})

test('a KeyError shows what it was given', () => {
  const line = (message: string, source = 'd[k]'): string =>
    text('KeyError', message, frame(source, [1, source.length + 1])).at(-1) ?? ''
  expect(['k', "it's", 'a\nb', '12', '(1, 2)', 'None'].map((message) => line(message))).toEqual([
    "KeyError: 'k'",
    'KeyError: "it\'s"',
    "KeyError: 'a\\nb'",
    'KeyError: 12',
    'KeyError: (1, 2)',
    'KeyError: None',
  ])
  expect(line('12', "d['12']")).toBe("KeyError: '12'")
  expect(new GuestError({ excType: 'KeyError', message: 'k', traceback: [] }, 'main.py').summary).toBe("KeyError: 'k'")
})

test('a line that is repeated is shown three times, and counted', () => {
  const deep = Array.from({ length: 6 }, () => frame('f()', [1, 4], { frameName: 'f' }))
  expect(text('ValueError', 'deep', ...deep).slice(-3)).toEqual([
    '    f()',
    '  [Previous line repeated 3 more times]',
    'ValueError: deep',
  ])
})
