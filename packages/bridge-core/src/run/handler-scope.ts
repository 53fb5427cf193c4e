import { type Ambient, ambient } from '../platform/ambient.js'
import { isPromise } from '../platform/promise.js'

/** A handler at work: code that it runs, or starts, is inside. */
interface Inside {
  /** What the handler's run holds: a place, which it gives back when it ends. */
  readonly place: object
  readonly outer: Inside | undefined
  atWork: boolean
}

let inside: Ambient<Inside> | undefined

/** Runs a handler of the run that holds `place`. */
export function insideHandler(place: object, handler: () => unknown): unknown {
  inside ??= ambient()
  const scope: Inside = { place, outer: inside.get(), atWork: true }
  const done = (): void => {
    scope.atWork = false
  }
  let work: Promise<unknown> | undefined
  try {
    const result = inside.run(scope, handler)
    // Once: what is no promise but has a `then` may do its work in there.
    if (isPromise(result)) work = Promise.resolve(result)
    return work ?? result
  } finally {
    if (work) work.then(done, done)
    else done()
  }
}

/** Whether this code is part of a handler that is at work for the run that holds `place`: such a run cannot end before. */
export function isInsideHandlerOf(place: object): boolean {
  for (let scope = inside?.get(); scope; scope = scope.outer) {
    if (scope.atWork && scope.place === place) return true
  }
  return false
}
