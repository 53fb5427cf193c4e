import { Observable } from 'rxjs'
import type { BridgeEvent } from '../contract/events.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import type { RunOutcome } from './run-loop.js'
import type { Observer } from './run-state.js'

/** A run that has been prepared and can be started once. */
export interface PreparedRun {
  start(): MaybePromise<RunOutcome>
  cancel(reason: unknown): void
}

/**
 * The cold stream of a run's events: each subscription is one fresh run, unsubscribing stops it. The only place that
 * knows RxJS. A run that fails is an event; the stream itself errors only when the bridge is misused or broken.
 */
export function eventStream(prepare: (observer: Observer) => PreparedRun): Observable<BridgeEvent> {
  return new Observable<BridgeEvent>((subscriber) => {
    let run: PreparedRun | undefined
    // A subscriber that is gone (`take(1)`) may say so while the guest still runs synchronously.
    const observer: Observer = (event) => {
      subscriber.next(event)
      if (subscriber.closed) run?.cancel('unsubscribed')
    }
    try {
      run = prepare(observer)
      subscriber.add(() => run?.cancel('unsubscribed'))
      const outcome = run.start()
      if (isPromise(outcome)) {
        outcome.then(
          () => subscriber.complete(),
          (error: unknown) => subscriber.error(error),
        )
      } else subscriber.complete()
    } catch (error) {
      subscriber.error(error)
    }
  })
}
