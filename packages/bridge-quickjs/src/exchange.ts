import { BridgeError, type Raise } from '@interpreter-bridge/core'
import type { Doorkeeper, Passed } from './door.js'
import { OutOfMemory } from './instance.js'
import { decodeList, decodeValue, encodeValue } from './values.js'

/** What a guest asks for while it runs. */
export interface MachineHost {
  interrupt(): boolean
  /** What to raise, to stop the guest. */
  print(stream: 'stdout' | 'stderr', text: string): Raise | undefined
  call(name: string, args: readonly unknown[]): Reply
  /** The host gave more than the guest has memory for: it must not go on. */
  starve(): void
  /** The machine itself failed while it served the guest. */
  crash(error: unknown): void
}

/** What a host call gives: a value, an exception, or a promise that this number will settle. */
export type Reply = { readonly value: unknown } | { readonly raise: Raise } | { readonly pending: number }

const stopped: Raise = { excType: 'InternalError', message: 'interrupted' }

/** What crosses between a guest and its host: texts, with bytes beside them. The prelude is the other end. */
export class Exchange implements Doorkeeper {
  host: MachineHost | undefined
  #sent: Uint8Array[] = []
  #given: readonly Uint8Array[] = []

  starve(): void {
    this.host?.starve()
  }

  /** The host's value of a text of the guest's, with the bytes that were sent since the last. */
  decode(text: string): unknown {
    const value = decodeValue(text, this.#sent)
    this.#sent = []
    return value
  }

  /** Answers what the guest asks. */
  serve(what: string, bytes: (size: number) => Uint8Array): Passed {
    try {
      return this.#serve(what.slice(1), what[0], bytes)
    } catch (error) {
      if (error instanceof OutOfMemory) this.host?.starve()
      else this.host?.crash(error)
      return raised(stopped)
    }
  }

  #serve(what: string, kind: string | undefined, bytes: (size: number) => Uint8Array): Passed {
    switch (kind) {
      case 'o':
      case 'e': {
        const text = counted(what)
        return text === undefined ? 'q' : this.#print(kind, text)
      }
      case 'O':
      case 'E':
        return this.#print(kind, JSON.parse(what))
      case 'c': {
        const [name, ...args] = decodeList(what, this.#sent)
        this.#sent = []
        return this.#answer(name, args)
      }
      case 'C': {
        const [name, args] = this.decode(what) as [string, unknown[]]
        return this.#answer(name, args)
      }
      case 'b':
        return this.#sent.push(bytes(Number(what))) - 1
      case 'B':
        return this.#given[Number(what)]
    }
    // The text did not get through.
    throw new OutOfMemory()
  }

  #print(kind: string, text: string): Passed {
    const raise = this.host?.print(kind === 'o' || kind === 'O' ? 'stdout' : 'stderr', text)
    return raise && raised(raise)
  }

  #answer(name: unknown, args: readonly unknown[]): Passed {
    const reply = this.host?.call(String(name), args)
    return reply && this.#reply(reply)
  }

  #reply(reply: Reply): Passed {
    if ('pending' in reply) return `p${reply.pending}`
    if ('raise' in reply) return raised(reply.raise)
    const { value } = reply
    if (typeof value === 'number') return value
    try {
      return this.encode(value)
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error
      return raised({ excType: 'TypeError', message: error.message })
    }
  }

  /** The text for the guest; it fetches the bytes in it, once it has the text. */
  encode(value: unknown): string {
    const { text, buffers } = encodeValue(value)
    this.#given = buffers
    return text
  }
}

/** The text after its length; undefined where it is not whole, because of a NUL or a lone surrogate. */
export function counted(sent: string): string | undefined {
  const colon = sent.indexOf(':')
  return sent.length - colon - 1 === Number(sent.slice(0, colon)) ? sent.slice(colon + 1) : undefined
}

function raised({ excType, message }: Raise): string {
  return `r${JSON.stringify([excType, message])}`
}
