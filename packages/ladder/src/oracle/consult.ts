import type { Fixture, Language } from '../fixture.js'
import { askPython, findPython } from './cpython.js'
import { askNode } from './node.js'
import { judgeOracle, notAsked, type OracleVerdict, question } from './oracle.js'

/** What the real interpreters say of the fixtures. */
export interface Consultation {
  readonly language: Language
  /** `CPython 3.12.1`, `Node 20.20.2`; undefined where there is none, and nothing was asked. */
  readonly oracle: string | undefined
  readonly verdicts: readonly OracleVerdict[]
}

/** Runs every fixture that needs no host under CPython, or Node. */
export async function consult(fixtures: readonly Fixture[], language: Language): Promise<Consultation> {
  const asked = fixtures.filter((fixture) => notAsked(fixture, language) === undefined)
  const questions = asked.map((fixture) => question(fixture, language))
  const python = language === 'python' ? await findPython() : undefined
  if (language === 'python' && !python) return { language, oracle: undefined, verdicts: [] }
  const answers = python ? await askPython(python.command, questions) : await askNode(questions)
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  const verdicts = asked.map((fixture) => {
    const answer = byId.get(fixture.id) ?? { id: fixture.id, steps: undefined, reason: 'the oracle did not answer' }
    return judgeOracle(fixture, language, answer)
  })
  return { language, oracle: python ? `CPython ${python.version}` : `Node ${process.versions.node}`, verdicts }
}
