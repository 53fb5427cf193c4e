import { expect, test } from 'vitest'
import { frozenIn } from '../src/frozen.js'

test.each([
  ['frozen', '@dataclass(frozen=True)\nclass P:\n    x: int', true],
  ['qualified, with other parameters', '@dataclasses.dataclass(order=True, frozen=True)\nclass P:\n    x: int', true],
  ['over several lines', '@dataclass(\n    order=True,\n    frozen=True,\n)\nclass P:\n    x: int', true],
  ['bare', '@dataclass\nclass P:\n    x: int', false],
  ['said to be not', '@dataclass(frozen=False)\nclass P:\n    x: int', false],
  ['without the parameter', '@dataclass(order=True)\nclass P:\n    x: int', false],
  ['below another decorator', '@register\n@dataclass(frozen=True)\nclass P:\n    x: int', true],
  ['indented', 'def f():\n    @dataclass(frozen=True)\n    class P:\n        x: int', true],
  ['computed', '@dataclass(frozen=flag)\nclass P:\n    x: int', undefined],
  ['from a dict', '@dataclass(**options)\nclass P:\n    x: int', undefined],
  ['defined twice', '@dataclass(frozen=True)\nclass P:\n    x: int\n@dataclass\nclass P:\n    y: int', undefined],
  ['not there', 'x = 1', undefined],
  ['of another class', '@dataclass(frozen=True)\nclass Q:\n    x: int\nclass P:\n    x: int', undefined],
])('a class that is %s', (_, source, frozen) => {
  expect(frozenIn(source, 'P')).toBe(frozen)
})
