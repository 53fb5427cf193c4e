import type { InterpreterEngine } from '@interpreter-bridge/core'

/** What both Monty builds can do, because they are the same Rust and the same TypeScript. */
export function montyCapabilities(backend: string): InterpreterEngine['capabilities'] {
  return {
    backend,
    engine: 'monty 1.4.0',
    language: 'python',
    delivery: 'streaming',
    asyncHostFunctions: true,
    blockingHostFunctions: true,
    futures: true,
    kwargs: true,
    methodCalls: true,
    sessions: true,
    snapshots: { session: true, turn: true },
    osCalls: true,
    randomSeed: true,
    compile: true,
    sync: true,
    hardLimits: ['maxHostCalls', 'maxConcurrentCalls', 'maxSourceBytes'],
    limits: [
      'memoryBytes',
      'timeMs',
      'turnTimeMs',
      'wallClockMs',
      'stackDepth',
      'maxAllocations',
      'gcInterval',
      'maxHostCalls',
      'maxConcurrentCalls',
      'maxPrintBytes',
      'maxResultBytes',
      'maxSourceBytes',
    ],
    isolation: 'inline',
  }
}
