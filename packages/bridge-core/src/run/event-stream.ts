import { Observable } from 'rxjs'
import type { BridgeEvent } from '../contract/events.js'
import { isPromise } from '../platform/promise.js'
import type { Observer } from './run-state.js'
import type { PreparedRun } from './running.js'

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
