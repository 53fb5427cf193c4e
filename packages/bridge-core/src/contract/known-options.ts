import type { KnownKeys } from '../errors/check-keys.js'
import type { DumpOptions } from '../host/host-function.js'
import type { CompileOptions } from './bridge.js'
import type { BridgeOptions, LoadOptions, RunOptions, SessionOptions, StartOptions } from './options.js'
import type { ProgramRunOptions } from './program.js'
import type { FeedOptions, FeedStartOptions } from './session.js'
import type { TypeCheckOptions } from './type-check.js'

const feed = { inputs: true, signal: true, os: true, scriptName: true } as const satisfies KnownKeys<FeedOptions>

const programRun = {
  inputs: true,
  signal: true,
  os: true,
  limits: true,
  view: true,
} as const satisfies KnownKeys<ProgramRunOptions>

const run = { ...programRun, scriptName: true, randomSeed: true } as const satisfies KnownKeys<RunOptions>

const sessionStart = {
  inputs: true,
  functions: true,
  onPrint: true,
  onEvent: true,
  signal: true,
  scriptName: true,
} as const satisfies KnownKeys<FeedStartOptions>

const start = {
  ...sessionStart,
  limits: true,
  view: true,
  randomSeed: true,
} as const satisfies KnownKeys<StartOptions>

const load = { limits: true, view: true, scriptName: true, key: true } as const satisfies KnownKeys<LoadOptions>

/** What each method of a bridge, a session and a program takes. */
export const knownOptions = {
  run,
  start,
  feed,
  programRun,
  load,
  sessionStart,
  sessionCall: { signal: true, os: true, scriptName: true } satisfies KnownKeys<Omit<FeedOptions, 'inputs'>>,
  compile: { scriptName: true, randomSeed: true, inputs: true } satisfies KnownKeys<CompileOptions>,
  session: {
    limits: true,
    view: true,
    scriptName: true,
    randomSeed: true,
    os: true,
  } satisfies KnownKeys<SessionOptions>,
  loadTurn: { ...load, ...start } satisfies KnownKeys<LoadOptions & StartOptions>,
  resume: { ...load, ...run } satisfies KnownKeys<LoadOptions & RunOptions>,
  dump: { key: true } satisfies KnownKeys<DumpOptions>,
  typeCheck: {
    scriptName: true,
    stubs: true,
    modules: true,
    inputs: true,
    timeMs: true,
    format: true,
    color: true,
  } satisfies KnownKeys<TypeCheckOptions>,
  bridge: {
    limits: true,
    view: true,
    os: true,
    concurrency: true,
    mode: true,
    typeChecker: true,
  } satisfies KnownKeys<BridgeOptions>,
} as const
