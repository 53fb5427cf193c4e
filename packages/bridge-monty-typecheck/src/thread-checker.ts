import { BridgeError, type TypeChecker, type TypeCheckRequest, type TypeDiagnostics } from '@interpreter-bridge/core'
import { type FromThread, foundIn } from './protocol.js'

/** The host's end of a thread that checks. */
export interface CheckerThread {
  post(message: WebAssembly.Module | TypeCheckRequest): void
  /** Replaces who listens. `onExit` is told why the thread ended. */
  listen(onMessage: (message: FromThread) => void, onExit: (reason: string) => void): void
  /** Whether the process stays for it. */
  hold(held: boolean): void
  kill(): Promise<void>
}

/** How long a check may take that says nothing else, in milliseconds. */
const DEFAULT_TIME_MS = 10_000

/** Monty's type checker in a thread, which is made for the first check, and anew after one that took too long. */
export class ThreadTypeChecker implements TypeChecker {
  readonly language = 'python'
  readonly #load: () => Promise<WebAssembly.Module>
  readonly #spawn: () => CheckerThread
  #thread: Promise<CheckerThread> | undefined
  /** The checks before: a thread has one at a time. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(load: () => Promise<WebAssembly.Module>, spawn: () => CheckerThread) {
    this.#load = load
    this.#spawn = spawn
  }

  check(request: TypeCheckRequest): Promise<TypeDiagnostics | null> {
    const check = this.#last.then(() => this.#check(request))
    this.#last = check.catch(() => undefined)
    return check
  }

  /** Ends the thread. A check after that starts another. */
  async dispose(): Promise<void> {
    const thread = this.#thread
    this.#thread = undefined
    await (await thread?.catch(() => undefined))?.kill()
  }

  async #check(request: TypeCheckRequest): Promise<TypeDiagnostics | null> {
    this.#thread ??= this.#start()
    const starting = this.#thread
    const forget = (): void => {
      if (this.#thread === starting) this.#thread = undefined
    }
    const thread = await starting.catch((error: unknown) => {
      forget()
      throw error
    })
    const { timeMs = DEFAULT_TIME_MS, scriptName } = request
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        forget()
        void thread.kill()
        reject(
          new BridgeError(
            'timed-out',
            `the type check took longer than timeMs (${timeMs}); give it more, or less to check`,
          ),
        )
      }, timeMs)
    })
    try {
      return foundIn(await Promise.race([answer(thread, { ...request, timeMs: undefined }, forget), late]), scriptName)
    } finally {
      clearTimeout(timer)
      thread.hold(false)
    }
  }

  async #start(): Promise<CheckerThread> {
    const module = await this.#load()
    const thread = this.#spawn()
    const ready = await answer(thread, module, () => undefined)
    if (ready.type !== 'ready') foundIn(ready, '')
    return thread
  }
}

/** Asks a thread, for whose answer the process stays. @throws BridgeError `engine-crashed` when it ends instead */
function answer(
  thread: CheckerThread,
  message: WebAssembly.Module | TypeCheckRequest,
  onEnd: () => void,
): Promise<FromThread> {
  return new Promise((resolve, reject) => {
    thread.listen(resolve, (reason) => {
      onEnd()
      reject(new BridgeError('engine-crashed', `the thread of the type checker ended: ${reason}`))
    })
    thread.hold(true)
    thread.post(message)
  })
}
