import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  PyClass,
  PyComplex,
  PyDataclass,
  PyDate,
  PyDateTime,
  PyDecimal,
  PyEllipsis,
  PyException,
  PyFrozenSet,
  PyFunction,
  PyInstance,
  PyNamedTuple,
  PyPath,
  PySet,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  PyTuple,
  PyType,
  repr,
} from '@interpreter-bridge/core'
import { Canonical } from '../values.js'
import type { OracleAnswer, OracleQuestion } from './oracle.js'

const script = fileURLToPath(new URL('../oracle/cpython.py', import.meta.url))

/** The first Python of 3.11 or later, with its version; undefined where there is none. */
export async function findPython(): Promise<{ readonly command: string; readonly version: string } | undefined> {
  for (const command of ['python3', '/usr/bin/python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11']) {
    // The interpreter itself: what is on the PATH may be a script that takes longer than the program.
    const ask = 'import sys; print(sys.executable, sys.version.split()[0])'
    const [, path, version, minor] = /^(.+) (3\.(\d+)\S*)$/m.exec((await output(command, ['-c', ask])) ?? '') ?? []
    if (path && version && Number(minor) >= 11) return { command: path, version }
  }
  return undefined
}

/** Runs programs under CPython, each in a process of its own with limits of time and memory. */
export async function askPython(command: string, questions: readonly OracleQuestion[]): Promise<OracleAnswer[]> {
  const fixtures = questions.map(({ id, scriptName, inputs, seed, steps }) => ({
    id,
    scriptName,
    inputs: repr(new Map(Object.entries(inputs))),
    seed: seed ?? null,
    steps,
  }))
  const text = await output(command, [script], JSON.stringify({ fixtures }))
  if (text === undefined) throw new Error(`${command} ${script} failed`)
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { id, steps, status } = JSON.parse(line)
      if (!steps) return { id, steps: undefined, reason: `CPython ended with status ${status}` }
      return {
        id,
        steps: steps.map((step: Record<string, unknown>) =>
          'value' in step ? { ...step, value: decode(step.value as Encoded) } : step,
        ),
      }
    })
}

function output(command: string, args: readonly string[], input = ''): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.on('error', () => resolve(undefined))
    child.on('close', (code) => resolve(code === 0 ? text : undefined))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

type Encoded = null | boolean | string | { readonly [kind: string]: never }

/** Reads what `encode` in `oracle/cpython.py` wrote. */
function decode(node: Encoded): unknown {
  if (node === null || typeof node !== 'object') return node
  const [kind = '', content] = Object.entries(node)[0] as [string, never]
  const read = decoders[kind]
  if (!read) throw new Error(`cpython.py wrote a ${kind}, which cpython.ts cannot read`)
  return read(content, node)
}

const all = (items: readonly Encoded[]): unknown[] => items.map(decode)
const pairs = (items: readonly (readonly [string, Encoded])[]): Map<string, unknown> =>
  new Map(items.map(([key, item]) => [key, decode(item)]))
const zone = (parts: readonly [number, string | null] | null): PyTimeZone | undefined =>
  parts ? new PyTimeZone(parts[0], parts[1] ?? undefined) : undefined
const guestClass = (name: string): PyClass => new PyClass(name, '', false, false)

const decoders: Readonly<Record<string, (content: never, node: Readonly<Record<string, never>>) => unknown>> = {
  int: (text: string) => (text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)),
  float: hexFloat,
  cycle: (text: string) => new Canonical(`cycle(${JSON.stringify(text)})`),
  list: all,
  tuple: (items: Encoded[]) => new PyTuple(all(items)),
  set: (items: Encoded[]) => new PySet(all(items)),
  frozenset: (items: Encoded[]) => new PyFrozenSet(all(items)),
  dict: (entries: [Encoded, Encoded][]) => new Map(entries.map(([key, item]) => [decode(key), decode(item)])),
  bytes: (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  complex: ([real, imag]: [string, string]) => new PyComplex(hexFloat(real), hexFloat(imag)),
  decimal: (text: string) => new PyDecimal(text),
  path: (text: string) => new PyPath(text),
  namedtuple: (name: string, { fields, items }) => new PyNamedTuple(name, fields as never, all(items as never)),
  dataclass: (name: string, { fields, frozen }) =>
    new PyDataclass(guestClass(name), '', pairs(fields as never), frozen),
  instance: (name: string, { attributes }) => new PyInstance(guestClass(name), '', pairs(attributes as never)),
  exception: (name: string, { message }) => new PyException(name, message === '' ? undefined : message),
  ellipsis: () => new PyEllipsis(),
  class: guestClass,
  type: (name: string) => new PyType(name),
  function: (name: string) => new PyFunction(name, 'builtin'),
  repr: (text: string) => new Canonical(`repr(${JSON.stringify(text)})`),
  timedelta: ([days, seconds, microseconds]: [number, number, number]) => new PyTimeDelta(days, seconds, microseconds),
  timezone: (parts: [number, string | null]) => zone(parts),
  date: ({ year, month, day }: Record<string, number>) => new PyDate(Number(year), Number(month), Number(day)),
  time: (parts: object, node) => new PyTime({ ...parts, timezone: zone(node.zone as never) }),
  datetime: (parts: Record<string, number>, node) =>
    new PyDateTime(new PyDate(Number(parts.year), Number(parts.month), Number(parts.day)), {
      ...parts,
      timezone: zone(node.zone as never),
    }),
}

/** C's `%a`, as `float.hex` writes it: the exact value. */
function hexFloat(text: string): number {
  const match = /^(-?)0x([01])(?:\.([0-9a-f]+))?p([+-]\d+)$/.exec(text)
  if (!match) return text === 'nan' ? Number.NaN : text === 'inf' ? Infinity : -Infinity
  const [, sign, whole, fraction = '', exponent] = match
  const digits = Number.parseInt(`${whole}${fraction}`, 16) * 2 ** (-4 * fraction.length)
  return (sign === '-' ? -1 : 1) * scale(digits, Number(exponent))
}

/** `2 ** -1074` by itself would be exact, `2 ** -1075` would be 0: in two steps. */
function scale(value: number, exponent: number): number {
  return exponent < -1000 ? value * 2 ** -1000 * 2 ** (exponent + 1000) : value * 2 ** exponent
}
