import { BridgeError } from '../errors/errors.js'
import type { MaybePromise } from '../platform/promise.js'
import type { EngineLink } from './engine-link.js'

/** How many places there are for guests, and how long one is used. */
export interface PoolOptions {
  /** Places made in advance, so that a guest finds one ready. */
  readonly spare: number
  /** Places that wait for the next guest; more than these are ended when their guest has ended. */
  readonly maxIdle: number
  /** Places at the same time; a guest beyond them waits for one. */
  readonly max: number
  /** Guests that one place serves before it is replaced. */
  readonly maxGuests: number
  /** A place that holds more memory than this, in bytes, after a guest has ended is replaced. */
  readonly maxResidentBytes: number
}

/** Places for guests: made in advance, used again, replaced, and never more than there may be. */
export class LinkPool {
  readonly #spawn: () => EngineLink
  readonly #options: PoolOptions
  readonly #idle: EngineLink[] = []
  /** Every place that is there, and how many guests it has had. */
  readonly #guests = new Map<EngineLink, number>()
  readonly #waiting: { resolve: (link: EngineLink) => void; reject: (error: unknown) => void }[] = []
  #closed = false

  constructor(spawn: () => EngineLink, options: PoolOptions) {
    this.#spawn = spawn
    this.#options = options
  }

  /** A place for one guest, at once unless all are taken. @throws BridgeError what keeps one from being made */
  take(): MaybePromise<EngineLink> {
    for (let link = this.#idle.pop(); link; link = this.#idle.pop()) {
      // One that was killed from outside is known to the system before its end is told here.
      if (!link.ended && link.residentBytes?.() !== 0) return this.#use(link)
      this.#discard(link)
    }
    if (this.#guests.size < this.#options.max) return this.#use(this.#make())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
    })
  }

  /** The guest has ended. */
  give(link: EngineLink): void {
    link.io = undefined
    if (this.#closed) return
    if (this.#reusable(link)) {
      const next = this.#waiting.shift()
      if (next) next.resolve(this.#use(link))
      else this.#idle.push(link)
      return
    }
    this.#discard(link)
  }

  async close(): Promise<void> {
    this.#closed = true
    const reason = new BridgeError('disposed', 'the bridge was disposed')
    for (const { reject } of this.#waiting.splice(0)) reject(reason)
    await Promise.all([...this.#guests.keys()].map((link) => link.kill(reason)))
    this.#guests.clear()
    this.#idle.length = 0
  }

  /** It counts until it is gone, so that `close` waits for it. */
  #discard(link: EngineLink): void {
    const gone = link.kill(new BridgeError('disposed', 'it is not needed any more'))
    void gone.finally(() => {
      this.#guests.delete(link)
      this.#serveNext()
    })
  }

  #reusable(link: EngineLink): boolean {
    const { maxIdle, maxGuests, maxResidentBytes } = this.#options
    if (link.ended || (this.#guests.get(link) ?? 0) >= maxGuests) return false
    if (this.#waiting.length === 0 && this.#idle.length >= maxIdle) return false
    return (link.residentBytes?.() ?? 0) <= maxResidentBytes
  }

  #serveNext(): void {
    if (this.#closed || this.#waiting.length === 0 || this.#guests.size >= this.#options.max) return
    const next = this.#waiting.shift()
    try {
      next?.resolve(this.#use(this.#make()))
    } catch (error) {
      next?.reject(error)
    }
  }

  #use(link: EngineLink): EngineLink {
    this.#guests.set(link, (this.#guests.get(link) ?? 0) + 1)
    this.#prepare()
    return link
  }

  /** Spare places are made while the guest runs, not while it waits. */
  #prepare(): void {
    const { spare, max } = this.#options
    while (this.#idle.length < spare && this.#guests.size < max) this.#idle.unshift(this.#make())
  }

  #make(): EngineLink {
    const link = this.#spawn()
    this.#guests.set(link, 0)
    return link
  }
}
