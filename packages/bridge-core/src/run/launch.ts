import type { EngineIo, EngineProgram, EngineSession } from '../contract/engine.js'
import type { Turn } from '../contract/turn.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import type { PreparedRun } from './event-stream.js'
import type { Lane } from './lane.js'
import { type RunConfig, RunLoop, type RunOutcome } from './run-loop.js'

/** What a run loop is launched with. */
export interface Launch {
  readonly config: RunConfig
  readonly open: (io: EngineIo) => EngineSession
  readonly program: EngineProgram
  /** What a guest that was loaded waits for; then the program is not started. */
  readonly loaded: Turn | undefined
  readonly lane: Lane
  /** What `dispose` cancels. The run is in it while it runs or waits in the lane. */
  readonly running: Set<Pick<PreparedRun, 'cancel'>>
  readonly signal: AbortSignal | undefined
  /** Called once with the session when the run has ended, however it ended. */
  readonly release: (session: EngineSession) => void
}

/** Prepares a run: it takes its place in the lane when started, and leaves nothing behind when it ends. */
export function launch(plan: Launch): PreparedRun {
  let session: EngineSession | undefined
  const loop = new RunLoop(plan.config, (io) => {
    session = plan.open(io)
    return session
  })
  let running = false
  let ended: (() => void) | undefined
  const cancel = (reason: unknown): void => {
    if (running) ended ??= plan.lane.ending()
    loop.cancel(reason)
  }
  const onAbort = (): void => cancel(plan.signal?.reason)
  const run: PreparedRun = {
    start(): MaybePromise<RunOutcome> {
      plan.running.add(run)
      if (plan.signal?.aborted) onAbort()
      else plan.signal?.addEventListener('abort', onAbort)
      const finish = (): void => {
        running = false
        ended?.()
        plan.running.delete(run)
        plan.signal?.removeEventListener('abort', onAbort)
        // What was loaded is there, even when its run never began.
        if (plan.loaded) session ??= plan.open(loop)
        if (session) plan.release(session)
      }
      try {
        const outcome = plan.lane.enter(() => {
          running = true
          return plan.loaded ? loop.continueFrom(plan.loaded) : loop.start(plan.program)
        })
        if (isPromise(outcome)) return outcome.finally(finish)
        finish()
        return outcome
      } catch (error) {
        finish()
        throw error
      }
    },
    cancel,
  }
  return run
}
