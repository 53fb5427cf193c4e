import fc from 'fast-check'

/** Source lines, nested blocks as lists in them. */
type Block = readonly (string | Block)[]

const INTS = ['a', 'b', 'c'] as const
const STRINGS = ['s', 't'] as const
const LISTS = ['xs', 'ys'] as const

/** Texts on which all Pythons agree. */
const text = fc.constantFrom('', 'a', 'ab', 'Hello', 'x y', 'é', '0')

const { int, str, bool, list } = fc.letrec<{ int: string; str: string; bool: string; list: string }>((tie) => {
  const of = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts)
  const pair = (key: 'int' | 'str' | 'list') => of(tie(key), tie(key))
  return {
    int: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.integer({ min: -20, max: 20 }).map((n) => (n < 0 ? `(${n})` : String(n))),
      fc.constantFrom(...INTS),
      fc
        .tuple(tie('int'), fc.constantFrom('+', '-', '*', '//', '%', '&', '|', '^'), tie('int'))
        .map((p) => `(${p.join(' ')})`),
      tie('str').map((s) => `len(${s})`),
      tie('list').map((l) => `sum(${l})`),
      pair('int').map(([x, y]) => `max(${x}, ${y})`),
      tie('int').map((n) => `abs(${n})`),
      of(tie('bool'), tie('int'), tie('int')).map(([c, x, y]) => `(${x} if ${c} else ${y})`),
      of(tie('list'), tie('int')).map(([l, i]) => `${l}[${i}]`),
      tie('int').map((n) => `double(${n})`),
      tie('str').map((s) => `int(${s})`),
    ),
    str: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      text.map((t) => JSON.stringify(t)),
      fc.constantFrom(...STRINGS),
      pair('str').map(([x, y]) => `(${x} + ${y})`),
      tie('int').map((n) => `str(${n})`),
      fc.tuple(fc.constantFrom(...STRINGS), fc.constantFrom(...INTS)).map(([x, n]) => `f'{${x}}:{${n}:>4}'`),
      tie('str').map((s) => `${s}.upper()`),
      tie('str').map((s) => `${s}[::-1]`),
      of(tie('str'), tie('int')).map(([s, i]) => `${s}[${i}:]`),
      tie('list').map((l) => `','.join(str(i) for i in ${l})`),
      tie('list').map((l) => `repr(${l})`),
    ),
    bool: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constantFrom('True', 'False'),
      fc.tuple(tie('int'), fc.constantFrom('<', '<=', '==', '!=', '>'), tie('int')).map((p) => `(${p.join(' ')})`),
      of(tie('bool'), tie('bool')).map(([x, y]) => `(${x} and ${y})`),
      of(tie('bool'), tie('bool')).map(([x, y]) => `(${x} or not ${y})`),
      of(tie('str'), tie('str')).map(([x, y]) => `(${x} in ${y})`),
      of(tie('int'), tie('list')).map(([x, l]) => `(${x} in ${l})`),
    ),
    list: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constantFrom(...LISTS),
      fc.array(tie('int') as fc.Arbitrary<string>, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      of(tie('int'), tie('list')).map(([e, l]) => `[i * ${e} for i in ${l} if i != 3]`),
      tie('list').map((l) => `sorted(${l}, reverse=True)`),
      pair('list').map(([x, y]) => `(${x} + ${y})`),
      of(tie('list'), tie('int')).map(([l, i]) => `${l}[${i}:]`),
      fc.integer({ min: 0, max: 5 }).map((n) => `list(range(${n}))`),
    ),
  }
})

const assignment = fc
  .oneof(
    fc.tuple(fc.constantFrom(...INTS), fc.constantFrom('=', '+=', '-=', '*='), int),
    fc.tuple(fc.constantFrom(...STRINGS), fc.constantFrom('=', '+='), str),
    fc.tuple(fc.constantFrom(...LISTS), fc.constantFrom('='), list),
  )
  .map((parts) => parts.join(' '))

/** Statements; with `host`, calls of the host's function `probe` among them, which gives its argument back. */
function statements(host: boolean): fc.Arbitrary<Block> {
  const { block } = fc.letrec<{ statement: Block; block: Block }>((tie) => {
    const block = tie('block')
    const indented = (head: string, body: Block): Block => [head, [...body]]
    const raised = fc.constantFrom('ValueError', 'KeyError', 'ZeroDivisionError', 'IndexError')
    return {
      statement: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        assignment.map((line): Block => [line]),
        fc.oneof(int, str, list, bool).map((value): Block => [`print(${value})`]),
        fc.tuple(fc.constantFrom(...LISTS), int).map(([l, n]): Block => [`${l}.append(${n})`]),
        raised.map((type): Block => [`raise ${type}('made')`]),
        ...(host ? [int.map((n): Block => [`c = probe(${n})`])] : []),
        fc.tuple(bool, block, block).map(([c, x, y]): Block => [...indented(`if ${c}:`, x), ...indented('else:', y)]),
        fc
          .tuple(fc.integer({ min: 0, max: 3 }), block)
          .map(([n, body]): Block => indented(`for a in range(${n}):`, body)),
        fc
          .tuple(list, block)
          .map(([l, body]): Block => indented(`for b in ${l}:`, [...body, 'if len(s) > 50:', ['break']])),
        fc
          .tuple(raised, block, block)
          .map(
            ([type, x, y]): Block => [
              ...indented('try:', x),
              ...indented(`except ${type} as e:`, ['print(type(e).__name__)', ...y]),
              ...indented('finally:', ["t = 'f'"]),
            ],
          ),
      ),
      block: fc.array(tie('statement') as fc.Arbitrary<Block>, { minLength: 1, maxLength: 4 }).map((all) => all.flat()),
    }
  })
  return block
}

const prologue = ['def double(n):', ['return n * 2'], 'a, b, c = 1, 2, 3', "s, t = 'st', ''", 'xs, ys = [1, 2, 3], []']
const epilogue = ['(a, b, c, s, t, xs, ys)']

/** Small valid programs of values, control flow, functions, exceptions, printing and, with `host`, calls of the host. */
export function programs(host: boolean): fc.Arbitrary<string> {
  return statements(host).map((body) => render([...prologue, ...body, ...epilogue], ''))
}

function render(block: Block, indent: string): string {
  return block.map((line) => (typeof line === 'string' ? `${indent}${line}` : render(line, `${indent}    `))).join('\n')
}
