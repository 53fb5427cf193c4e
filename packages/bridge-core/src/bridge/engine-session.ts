import type { Observable } from 'rxjs'
import type { BridgeTurn } from '../contract/bridge-turn.js'
import type { Continuation } from '../contract/engine.js'
import type { BridgeEvent } from '../contract/events.js'
import { knownOptions } from '../contract/known-options.js'
import type { OsHandler } from '../contract/os-handler.js'
import type { RunResult } from '../contract/run-result.js'
import type { BridgeSession, FeedOptions, FeedStartOptions } from '../contract/session.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { DumpOptions } from '../host/host-function.js'
import { Lane } from '../run/lane.js'
import { Running } from '../run/running.js'
import type { Runner } from './runner.js'
import type { KeptGuest, Site } from './sites.js'

/** What a session is made of. */
export interface SessionParts extends KeptGuest {
  readonly runner: Runner
  readonly onDispose: () => void
}

/** Calling a function by name: the arguments are inputs, under names that a guest has no reason to use. */
const ARGUMENT = '__call_argument_'

export class EngineBridgeSession implements BridgeSession {
  readonly #parts: SessionParts
  readonly #lane = new Lane('reject', 'session')
  readonly #running = new Running()
  #disposed = false
  #disposal: Promise<void> | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get dead(): boolean {
    return this.#disposed || this.#parts.session.dead
  }

  feed<T>(code: string, options: FeedOptions = {}): Promise<RunResult<T>> {
    return this.#parts.runner.run(code, this.#given(options), () => this.#site('feed', options))
  }

  feedSync<T>(code: string, options: FeedOptions = {}): RunResult<T> {
    return this.#parts.runner.runSync(code, this.#given(options), () => this.#site('feedSync', options))
  }

  execute(code: string, options: FeedOptions = {}): Observable<BridgeEvent> {
    return this.#parts.runner.execute(code, this.#given(options), () => this.#site('execute', options))
  }

  start(code: string, options: FeedStartOptions = {}): Promise<BridgeTurn> {
    return this.#parts.runner.start(code, options, () => this.#site('start', options, knownOptions.sessionStart))
  }

  async call<T>(
    name: string,
    args: readonly unknown[] = [],
    options: Omit<FeedOptions, 'inputs'> = {},
  ): Promise<RunResult<T>> {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      throw new BridgeError('invalid-argument', `${JSON.stringify(name)} is not a function name`)
    }
    checkKeys('call', options, knownOptions.sessionCall)
    const names = args.map((_, index) => `${ARGUMENT}${index}`)
    const inputs = Object.fromEntries(names.map((input, index) => [input, args[index]]))
    return this.feed(`${name}(${names.join(', ')})`, { ...options, inputs })
  }

  async continuation(code: string): Promise<Continuation> {
    const { engine } = this.#parts.runner
    if (!engine.continuation)
      throw new BridgeError('unsupported', `${engine.capabilities.backend} cannot tell whether code is complete`)
    if (typeof code !== 'string') throw new BridgeError('invalid-argument', 'code must be a string')
    return engine.continuation(code)
  }

  async dump(options: DumpOptions = {}): Promise<Uint8Array> {
    this.#check()
    checkKeys('dump', options, knownOptions.dump)
    const { session, runner } = this.#parts
    if (!session.dump || !runner.engine.capabilities.snapshots.session) {
      throw new BridgeError('unsupported', `${runner.engine.capabilities.backend} cannot dump a session`)
    }
    await this.#lane.enter('moment')?.free
    try {
      return await session.dump(options.key)
    } finally {
      this.#lane.leave()
    }
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#end()
    return this.#disposal
  }

  async #end(): Promise<void> {
    this.#disposed = true
    await this.#running.cancel(new BridgeError('disposed', 'the session was disposed'))
    this.#parts.session.close()
    this.#parts.onDispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #check(): void {
    if (this.#disposed) throw new BridgeError('disposed', 'the session was disposed; open a new one')
    if (this.#parts.session.dead) {
      throw new BridgeError('session-dead', 'a limit or a crash ended this session; open a new one')
    }
  }

  #given(options: FeedOptions): FeedOptions {
    const { os } = this.#parts
    return os === undefined || options.os !== undefined ? options : { ...options, os }
  }

  /** The zone and the directory are the session's from the beginning. */
  #checkMachine(os: OsHandler | undefined): void {
    const { machine } = this.#parts
    for (const fact of ['timeZone', 'cwd'] as const) {
      const wanted = os?.machine?.[fact]
      if (!machine || wanted === undefined || wanted === machine[fact]) continue
      throw new BridgeError(
        'invalid-argument',
        `os: a feed cannot change its session's ${fact}; give it to openSession`,
      )
    }
  }

  #site(
    method: string,
    options: FeedOptions & FeedStartOptions,
    known: Readonly<Record<string, true>> = knownOptions.feed,
  ): Site {
    this.#check()
    checkKeys(method, options, known)
    this.#checkMachine(options.os)
    const { session, io, limits, objects } = this.#parts
    return {
      lane: this.#lane,
      running: this.#running,
      limits,
      scriptName: options.scriptName ?? this.#parts.scriptName,
      objects,
      compiled: undefined,
      loaded: undefined,
      open: (current) => {
        io.current = current
        return session
      },
      release: () => {
        io.current = undefined
      },
    }
  }
}
