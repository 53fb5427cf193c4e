import type { EngineIo, EngineProgram, EngineSession, EngineSessionOptions } from '../contract/engine.js'
import type { Answer, EngineUsage, Turn } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import type { EngineLink } from './engine-link.js'
import type { RemoteTurn } from './protocol.js'
import { type GuestLanguage, TurnWatch } from './turn-watch.js'

/** How many places are tried before their loss is the run's. */
const MAX_PLACES = 4

/** One guest state in a place that it has for itself: a thread or a process. */
export class RemoteSession implements EngineSession {
  /** Called once, with the place where one was found. */
  onClose: (link: EngineLink | undefined) => void = () => undefined
  /** Called for a place that turned out to be gone. */
  onLost: (link: EngineLink) => void = () => undefined
  readonly #io: EngineIo
  /** Absent while all places are taken. */
  #link: EngineLink | undefined
  /** Resolves when the guest state is there. */
  #ready: Promise<EngineLink> | undefined
  readonly #watch: TurnWatch
  #computing = false
  /** Which turn is wanted: one that was given up while the guest state was made is not taken. */
  #wanted = 0
  #dead = false
  #closed = false

  constructor({ limits }: Pick<EngineSessionOptions, 'limits'>, io: EngineIo, language: GuestLanguage) {
    this.#io = io
    this.#watch = new TurnWatch(limits, language)
  }

  /** The guest state is in this place already. */
  use(link: EngineLink): void {
    link.io = this.#io
    this.#link = link
  }

  /** Makes the guest state, in the place that `take` finds. What goes wrong shows at the first turn. */
  open(options: EngineSessionOptions, take: () => MaybePromise<EngineLink>): void {
    this.#ready = this.#open(options, take)
    this.#ready.catch(() => undefined)
  }

  get dead(): boolean {
    return this.#closed || this.#dead || this.#link?.ended === true
  }

  start(program: EngineProgram): Promise<Turn> {
    this.#watch.begin()
    return this.#turn('start', program)
  }

  resume(answer: Answer): Promise<Turn> {
    return this.#turn('resume', answer)
  }

  /** A guest that waits is told; one that computes is killed, with its place. */
  abandon(): EngineUsage {
    this.#wanted++
    const link = this.#link
    // Nothing has begun there yet.
    if (!link || this.#ready) return { timeMs: 0 }
    if (this.#computing) {
      void link.kill(new BridgeError('session-dead', 'the guest was stopped while it computed'))
    } else {
      const told = link.ask('abandon')
      told.then(
        (dead) => {
          this.#dead ||= dead
        },
        () => undefined,
      )
    }
    return { timeMs: this.#watch.timeMs }
  }

  async dump(key: Uint8Array | undefined): Promise<Uint8Array> {
    return (await this.#place()).ask('dump', key)
  }

  async setMaxDuration(ms: number): Promise<void> {
    this.#watch.budgetMs = ms
    await (await this.#place()).ask('setMaxDuration', ms)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const link = this.#link
    // Where no place was found yet, it is given back when it is.
    if (!link) return
    if (this.#computing) void link.kill(new BridgeError('disposed', 'the session was closed'))
    else link.ask('close').catch(() => undefined)
    this.onClose(link)
  }

  async #open(options: EngineSessionOptions, take: () => MaybePromise<EngineLink>): Promise<EngineLink> {
    for (let left = MAX_PLACES; ; left--) {
      const taken = take()
      const link = isPromise(taken) ? await taken : taken
      this.use(link)
      if (this.#closed) {
        this.onClose(link)
        return link
      }
      try {
        await link.ask('open', options)
        this.#ready = undefined
        return link
      } catch (error) {
        // It may have been gone before anybody knew; nothing has run there yet.
        if (!link.ended || this.#closed || left === 1) throw error
        this.#link = undefined
        this.onLost(link)
      }
    }
  }

  #place(): MaybePromise<EngineLink> {
    return this.#ready ?? (this.#link as EngineLink)
  }

  async #turn(...asked: ['start', EngineProgram] | ['resume', Answer]): Promise<Turn> {
    const wanted = ++this.#wanted
    // Making the place, and the guest state in it, is not the guest's time.
    const place = this.#place()
    const link = isPromise(place) ? await place : place
    if (this.#closed || wanted !== this.#wanted) {
      throw new BridgeError('session-dead', 'the guest was stopped before it began')
    }
    this.#computing = true
    try {
      const answer: Promise<RemoteTurn> = asked[0] === 'start' ? link.ask(...asked) : link.ask(...asked)
      const { turn, dead } = await this.#watch.over(link, answer)
      this.#dead = dead
      return turn
    } finally {
      this.#computing = false
    }
  }
}
