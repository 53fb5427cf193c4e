/** What `turn` answers when the response does not fit into the shared buffer. */
export const TAKE_OUTPUT = 0xffff_ffff

/** What a shell must offer: take bytes, give bytes. Everything else is the same for all of them. */
export interface RawPort {
  /** The version of the messages that the Rust half speaks. */
  readonly wireVersion: number
  /** The shared buffer for requests: the same object until the memory behind it moves. */
  input(): Uint8Array
  /** The shared buffer for responses and prints, likewise. */
  output(): Uint8Array
  /** Handles the request in the first `length` bytes of the input. The response's length, or {@link TAKE_OUTPUT}. */
  turn(length: number): number
  /** Handles a request that is larger than the input. */
  turnWith(request: Uint8Array): number
  /** The response that did not fit, to keep. */
  takeOutput(): Uint8Array
  /** After a trap: what the session would have held with the memory that it was refused, or 0. */
  refusedBytes?(): number
}

/** Connects a port. `onPrint` gets what `turn` would answer and finds the prints there; false stops the guest. */
export type ConnectPort = (onPrint: (length: number) => boolean) => RawPort
