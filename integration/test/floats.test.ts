import { spawnSync } from 'node:child_process'
import { findPython } from '@interpreter-bridge/ladder'
import { beforeAll, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

/** Besides the special ones. */
const RUNS = 400

const one = [
  'acos acosh asin asinh atan atanh cbrt cos cosh degrees erf erfc exp exp2 expm1 fabs gamma lgamma log log10 log1p log2',
  'radians sin sinh sqrt tan tanh',
]
  .join(' ')
  .split(' ')
const two = 'atan2 copysign dist2 fmod hypot pow remainder'.split(' ')
/** CPython's own are not the platform's: they have errors of many units in the last place. */
const rough = new Set(['gamma', 'lgamma'])
/** As far as C libraries go: glibc's `cbrt`. */
const MAX_ULPS = 4

/** Where functions have rules of their own, and the ends of the range. */
const special = [
  ...[0, 0.5, 1, 2, 3, 10, 1023, 709.78, Math.E, Math.PI, 1e22, 1e-8, Infinity, NaN],
  ...[5e-324, 2 ** -1022, 1e-318, 1e308, Number.MAX_VALUE, 4.75e305],
].flatMap((x) => [x, -x])

/** Numbers of every size, the same each time. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  yield* special
  for (;;) {
    const sign = random() < 0.3 ? -1 : 1
    const kind = random()
    if (kind < 0.3) yield sign * random()
    else if (kind < 0.6) yield sign * random() * 10
    else if (kind < 0.8) yield sign * random() * 700
    else yield sign * 10 ** (random() * 600 - 300)
  }
}

const first = numbers(1)
const second = numbers(2)
const pairs = [
  ...special.flatMap((x) => special.map((y) => [x, y] as const)),
  ...special.flatMap((x) => [-318, -0.5, 1 / 3, 1.5].map((y) => [x, y] as const)),
  ...Array.from({ length: RUNS }, () => [first.next().value, second.next().value] as const),
]

const program = `
import math

def dist2(x, y):
    return math.dist([x, y], [0.5, -0.25])

def attempt(f, *args):
    try:
        return f(*args)
    except (ValueError, ArithmeticError) as e:
        return type(e).__name__

def function(name):
    return dist2 if name == 'dist2' else getattr(math, name)

results = []
for name in one:
    results.append([attempt(function(name), x) for x, y in pairs])
for name in two:
    results.append([attempt(function(name), x, y) for x, y in pairs])
results.append([attempt(lambda x, y: x ** y, abs(x), y) for x, y in pairs])
`

const names = [...one, ...two, '**']
type Results = (number | string)[][]
const results: Record<string, Results> = {}
const python = await findPython()

beforeAll(async () => {
  for (const name of monty) {
    const bridge = await (backends[name] as (typeof backends)[string])()
    const { value } = await bridge.run(`${program}results`, {
      inputs: { one, two, pairs: pairs.map((pair) => [...pair]) },
      view: 'exact',
    })
    results[name] = value as Results
    await bridge.dispose()
  }
})

test('native and WebAssembly give the same bits', () => {
  const { native, wasm } = results as { native: Results; wasm: Results }
  const differ = names.flatMap((name, f) =>
    pairs.flatMap(([x, y], i) => {
      const [left, right] = [native[f]?.[i], wasm[f]?.[i]]
      return Object.is(left, right) ? [] : [`${name}(${x}, ${y}): ${left} and ${right}`]
    }),
  )
  expect(differ).toEqual([])
  expect(native.flat().length).toBe(names.length * pairs.length)
})

describe.skipIf(!python)('CPython', () => {
  const theirs = (): Results => {
    const ask = `import json, sys\none, two, pairs = json.load(sys.stdin)\npairs = [[float(x), float(y)] for x, y in pairs]\n${program}
print(json.dumps([[v if isinstance(v, str) else repr(float(v)) for v in row] for row in results]))`
    const input = JSON.stringify([
      one,
      two,
      pairs.map((pair) => pair.map((x) => (Object.is(x, -0) ? '-0.0' : String(x)))),
    ])
    const { stdout, stderr } = spawnSync(python?.command ?? 'python3', ['-c', ask], {
      input,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    })
    if (stdout === '') throw new Error(stderr)
    const number = (text: string): number | string => {
      if (text.endsWith('Error')) return text
      return text === 'nan'
        ? Number.NaN
        : text.endsWith('inf')
          ? text.startsWith('-')
            ? -Infinity
            : Infinity
          : Number(text)
    }
    return (JSON.parse(stdout) as string[][]).map((row) => row.map(number))
  }

  test('agrees to a few units in the last place, and nearly always exactly', () => {
    const mine = results.native as Results
    const other = theirs()
    const far: string[] = []
    let same = 0
    names.forEach((name, f) => {
      pairs.forEach(([x, y], i) => {
        const [left, right] = [mine[f]?.[i] as number | string, other[f]?.[i] as number | string]
        if (Object.is(left, right)) same++
        else if (!near(left, right, rough.has(name))) far.push(`${name}(${x}, ${y}): ${left} instead of ${right}`)
      })
    })
    expect(far).toEqual([])
    expect(same / (names.length * pairs.length)).toBeGreaterThan(0.9)
  })
})

function near(left: number | string, right: number | string, isRough: boolean): boolean {
  if (typeof left !== 'number' || typeof right !== 'number') return false
  if (isRough) return Math.abs(left - right) <= 1e-12 * Math.max(1, Math.abs(right))
  return ulps(left, right) <= MAX_ULPS
}

function ulps(left: number, right: number): number {
  const order = (x: number): bigint => {
    const bits = new DataView(new Float64Array([x]).buffer).getBigInt64(0, true)
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits
  }
  const distance = order(left) - order(right)
  return Number(distance < 0n ? -distance : distance)
}
