// Typed values: a frozen dataclass with dataclasses inside, a set, a tuple; they go back in as they are.
import assert from 'node:assert/strict'
import { hostFunction, PyDataclass, PyFrozenSet, PySet, PyTuple, toPlain } from '@interpreter-bridge/core'

export const title = 'rich types'
export const needs = ['methodCalls']

const code = `
from dataclasses import dataclass

@dataclass
class Address:
    city: str

@dataclass(frozen=True)
class Person:
    name: str
    home: Address
    tags: frozenset

ada = Person('Ada', Address('London'), frozenset(['math', 'code']))
same = check(ada)
(ada, {1, 2}, (1, 'x'), same is ada)
`

export async function run({ create, say }) {
  const bridge = await create()
  bridge.register(
    hostFunction({ name: 'check', params: [{ name: 'person', type: 'any' }], handler: ({ person }) => person }),
  )
  const { value } = await bridge.run(code)
  assert.ok(value instanceof PyTuple)
  const [ada, set, tuple, same] = value
  assert.ok(ada instanceof PyDataclass)
  say(
    `${ada.frozen ? 'frozen ' : ''}dataclass ${ada.name} with ${ada.fieldNames.join(', ')}; home is a ${ada.fields.home.name} in ${ada.fields.home.fields.city}`,
  )
  assert.equal(ada.name, 'Person')
  assert.equal(ada.frozen, true)
  assert.equal(ada.fields.home.frozen, false)
  assert.deepEqual(ada.fieldNames, ['name', 'home', 'tags'])
  assert.ok(ada.fields.tags instanceof PyFrozenSet && ada.fields.tags.has('math') && !ada.fields.tags.has('art'))
  assert.ok(set instanceof PySet && set.size === 2)
  assert.deepEqual(tuple.items, [1, 'x'])
  assert.equal(same, true, 'what came back is the same object')
  say(JSON.stringify(toPlain(ada)))
  await bridge.dispose()
}
