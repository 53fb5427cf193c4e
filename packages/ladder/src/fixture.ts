import { z } from 'zod'
import { actionNames } from './actions.js'

/** Values are read from YAML as `values.ts` says: ints as bigints, floats as numbers, Python's types by tags. */
const value = z.unknown()

/** What the host answers to one call. */
const answer = z.union([
  z.strictObject({ return: value, delay: z.number().optional() }),
  z.strictObject({ raise: z.strictObject({ type: z.string(), message: z.string() }), delay: z.number().optional() }),
  z.strictObject({ throw: z.string() }),
])

const answers = z.array(answer).min(1)

const frame = z.strictObject({
  frame: z.string().nullable().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
  endLine: z.number().optional(),
  endColumn: z.number().optional(),
  preview: z.string().optional(),
  filename: z.string().optional(),
  hideCaret: z.boolean().optional(),
})

const expectedError = z.strictObject({
  type: z.string(),
  message: z.string().optional(),
  messageContains: z.string().optional(),
  /** The name of the limit that stopped the guest, or `none`. */
  limit: z.string().optional(),
  scriptName: z.string().optional(),
  /** What was printed before. */
  output: z.string().optional(),
  traceback: z.array(frame).optional(),
})

/** One finding of the type checker. */
const diagnostic = z.strictObject({
  rule: z.string(),
  line: z.number(),
  column: z.number().optional(),
  messageContains: z.string().optional(),
})

const expectation = z.strictObject({
  value: value.optional(),
  valueContains: z.string().optional(),
  /** The value is a list in no particular order. */
  sorted: z.boolean().optional(),
  error: expectedError.optional(),
  /** Lines of stdout, without their ends; `printExact` is the text itself. */
  print: z.array(z.string()).optional(),
  printExact: z.string().optional(),
  stderr: z.array(z.string()).optional(),
  calls: z
    .array(
      z.strictObject({
        name: z.string(),
        args: z.array(value).optional(),
        kwargs: value.optional(),
        methodCall: z.boolean().optional(),
        callId: z.number().optional(),
        receiver: z.string().optional(),
        error: z.string().optional(),
      }),
    )
    .optional(),
  /** The whole stream in short: `print a`, `call f`, `return f`, `finished`. */
  events: z.array(z.string()).optional(),
  /** The calls that the guest did not await. */
  abandoned: z
    .array(z.strictObject({ name: z.string(), error: z.string().optional(), hint: z.string().optional() }))
    .optional(),
  /** The run ends as cancelled, with this reason. */
  cancelled: z.string().optional(),
  /** What the action is answered with: the code of a BridgeError, or `nothing`. */
  answer: z.string().optional(),
  /** The program is not run, but its types are checked: what is found, in order. */
  diagnostics: z.array(diagnostic).optional(),
  /** Lower and upper bounds of numbers in `usage`. */
  usage: z.record(z.string(), z.strictObject({ min: z.number().optional(), max: z.number().optional() })).optional(),
})

const hostObject = z.strictObject({
  name: z.string(),
  attributes: z.record(z.string(), value).optional(),
  methods: z.record(z.string(), answers).optional(),
  /** What goes to the guest with the object. */
  fields: z.record(z.string(), value).optional(),
  dataclass: z.boolean().optional(),
  /** The class under `classes` that it is an instance of. */
  class: z.string().optional(),
})

/** A class of the host, which guests have under its name. `construct` answers with an `!object` of that class. */
const hostClass = z.strictObject({
  construct: answers.optional(),
  attributes: z.record(z.string(), value).optional(),
  methods: z.record(z.string(), answers).optional(),
  dataclass: z.boolean().optional(),
})

const hostModule = z.strictObject({
  attributes: z.record(z.string(), value).optional(),
  functions: z.record(z.string(), answers).optional(),
})

const program = z.string()

/** The guest's machine: what `virtualOs` takes, with files in memory. */
const machine = z.strictObject({
  env: z.record(z.string(), z.string()).optional(),
  files: z.record(z.string(), z.string()).optional(),
  mode: z.enum(['memory', 'readOnly', 'overlay']).optional(),
  /** Seconds since the Unix epoch. */
  now: z.number().optional(),
  sleep: z.union([z.enum(['wait', 'skip', 'virtual', 'refuse']), z.strictObject({ budgetMs: z.number() })]).optional(),
  timeZone: z.string().optional(),
  cwd: z.string().optional(),
})

/** One step of a session. `reload` dumps the session before it, and goes on with what was loaded. */
const feed = z.strictObject({
  python: program.optional(),
  javascript: program.optional(),
  reload: z.boolean().optional(),
  /** The feed's own; without one it has the session's. */
  scriptName: z.string().optional(),
  expect: expectation,
})

export const fixtureSchema = z
  .strictObject({
    id: z.number().int().positive(),
    name: z.string(),
    requires: z.array(z.string()).optional(),
    python: program.optional(),
    javascript: program.optional(),
    inputs: z.record(z.string(), value).optional(),
    scriptName: z.string().optional(),
    /** For the type checker: declarations as in a `.pyi` file. */
    stubs: z.string().optional(),
    limits: z.record(z.string(), z.number()).optional(),
    randomSeed: z.number().optional(),
    /** The host cancels the run when it sees the event of that number and type. */
    cancelAt: z.strictObject({ event: z.string(), count: z.number().int().positive().default(1) }).optional(),
    /** What the host does instead of running the program: an entry of `actions.ts`, which is given the program. */
    action: z.enum(actionNames).optional(),
    os: machine.optional(),
    feeds: z.array(feed).min(1).optional(),
    objects: z.record(z.string(), hostObject).optional(),
    classes: z.record(z.string(), hostClass).optional(),
    calls: z.record(z.string(), answers).optional(),
    /** What functions of `calls` take: a list of plain parameters, or a JSON Schema. Others take anything. */
    params: z.record(z.string(), z.unknown()).optional(),
    /** Modules of the host, by name. */
    modules: z.record(z.string(), hostModule).optional(),
    /** Functions whose promises the guest waits for inside the call. */
    blocking: z.array(z.string()).optional(),
    expect: z.union([expectation, z.strictObject({ python: expectation, javascript: expectation })]).optional(),
    /** Backend to reason: it must fail there, and fails the run when it passes. */
    knownFailure: z.record(z.string(), z.string()).optional(),
    /** Why CPython (or Node, for JavaScript) gives another result. */
    differsFromCPython: z.string().optional(),
    differsFromNode: z.string().optional(),
  })
  .refine((fixture) => languagesOf(fixture).length > 0, 'no program: no backend can run it')
  .refine((fixture) => (fixture.expect === undefined) === (fixture.feeds !== undefined), 'needs either expect or feeds')

/** The languages a fixture has a program in; every feed must have it. */
export function languagesOf(fixture: {
  python?: unknown
  javascript?: unknown
  feeds?: readonly { python?: unknown; javascript?: unknown }[] | undefined
}): Language[] {
  const programs = fixture.feeds ?? [fixture]
  return (['python', 'javascript'] as const).filter((language) =>
    programs.every((program) => program[language] !== undefined),
  )
}

export const tierSchema = z.strictObject({
  tier: z.number().int().positive(),
  title: z.string(),
  fixtures: z.array(z.unknown()).min(1),
})

export type Fixture = z.infer<typeof fixtureSchema>
export type Expectation = z.infer<typeof expectation>
export type ExpectedError = z.infer<typeof expectedError>
export type FixtureAnswer = z.infer<typeof answer>
export type Feed = z.infer<typeof feed>
export type Machine = z.infer<typeof machine>
export type HostObjectFixture = z.infer<typeof hostObject>
export type Language = 'python' | 'javascript'

export interface Tier {
  readonly tier: number
  readonly title: string
  readonly fixtures: readonly Fixture[]
}

/** Whether the program is to be checked, and not run. */
export function checksTypes({ expect }: Fixture): boolean {
  return expect !== undefined && 'diagnostics' in expect && expect.diagnostics !== undefined
}

/** What the fixture expects of a guest language. */
export function expectationFor(fixture: Fixture, language: Language): Expectation {
  const { expect } = fixture
  if (!expect) throw new Error(`fixture ${fixture.id} has feeds, each with its own expectation`)
  return 'python' in expect ? (expect[language] as Expectation) : (expect as Expectation)
}
