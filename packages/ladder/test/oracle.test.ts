import { describe, expect, test } from 'vitest'
// The built package: the oracles are files beside it.
import { consult, loadTiers } from '../dist/index.js'
import { findPython } from '../src/oracle/cpython.js'
import { judgeOracle, type OracleStep } from '../src/oracle/oracle.js'
import { oracleText } from '../src/report/terminal.js'

const fixtures = loadTiers().flatMap((tier) => tier.fixtures)
const python = await findPython()

test('every Python fixture without the host agrees with CPython, or says why not', async (context) => {
  if (!python) context.skip('there is no python3 of 3.11 or later here')
  const { verdicts } = await consult(fixtures, 'python')
  expect(verdicts.length).toBeGreaterThan(100)
  const wrong = verdicts.filter(({ verdict }) => verdict === 'differs' || verdict === 'unexpected-agreement')
  expect(wrong.map(oracleText)).toEqual([])
})

test('every JavaScript fixture without the host agrees with Node, or says why not', async () => {
  const { verdicts } = await consult(fixtures, 'javascript')
  expect(verdicts.length).toBeGreaterThan(50)
  const wrong = verdicts.filter(({ verdict }) => verdict === 'differs' || verdict === 'unexpected-agreement')
  expect(wrong.map(oracleText)).toEqual([])
})

describe('an oracle is heard', () => {
  const fixture = { id: 1, name: 'a', python: '1', expect: { value: 1n, print: ['x'] } }
  const said = (step: Partial<OracleStep>, marked = {}) =>
    judgeOracle({ ...fixture, ...marked }, 'python', {
      id: 1,
      steps: [{ value: 1n, stdout: 'x\n', stderr: '', ...step }],
    })

  test.each([
    ['the same', {}, 'agrees', ''],
    ['another value', { value: 2n }, 'differs', 'value: the fixture expects 1, the oracle has 2'],
    ['another type', { value: 1 }, 'differs', 'value: the fixture expects 1, the oracle has 1.0'],
    ['other prints', { stdout: '' }, 'differs', 'print: the fixture expects ["x"], the oracle has []'],
    ['an error', { error: { type: 'E', message: 'm' } }, 'differs', 'the oracle fails: E: m'],
  ] as const)('%s', (_, step, verdict, reason) => {
    expect(said(step)).toMatchObject({ verdict, reason })
  })

  test('a difference that is marked is known, and a mark without a difference is wrong', () => {
    const marked = { differsFromCPython: 'because' }
    expect(said({ value: 2n }, marked)).toMatchObject({ verdict: 'known-difference', reason: 'because' })
    expect(said({}, marked)).toMatchObject({ verdict: 'unexpected-agreement' })
  })

  test('an interpreter that did not survive differs', () => {
    const answer = { id: 1, steps: undefined, reason: 'CPython ended with status 9' }
    expect(judgeOracle(fixture, 'python', answer)).toMatchObject({ verdict: 'differs', reason: answer.reason })
  })
})
