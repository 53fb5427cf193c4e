import type { EngineIo, InterpreterEngine } from '../contract/engine.js'
import type { ResolvedLimits } from '../contract/limits.js'

const nobody: EngineIo = {
  print: () => true,
  call: () => ({ kind: 'notFound' }),
  hostObject: () => undefined,
}

/**
 * Runs a small program in an engine that is new in its process: what is compiled when it is first used is then not the
 * time of a guest. Spare processes do it while nobody waits.
 */
export async function warmUp<Engine extends InterpreterEngine>(
  engine: Engine,
  code: string,
  limits: ResolvedLimits,
): Promise<Engine> {
  const session = engine.open({ mode: 'run', scriptName: 'warm-up', limits, view: 'natural' }, nobody)
  try {
    await session.start({ code, inputs: {}, hostFunctions: [] })
  } finally {
    session.close()
  }
  return engine
}
