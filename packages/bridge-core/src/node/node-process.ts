import { readSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import type { EngineChannel, EngineWorker, FromWorker, ToWorker } from '../remote/protocol.js'
import type { Parcel } from '../values/parcel.js'
import { Child } from './child.js'
import { FrameReader, frame } from './frames.js'

/** Where a process waits inside a call: nothing else is sent there. */
const ANSWERS = 3

/**
 * Room for an engine that counts its own stack, which then reaches its limit before the process does: KiB, of the usual
 * 8 MiB.
 */
const STACK = '--stack-size=6000'

/** The host's end of a Node process that runs `url`. `data` is what its engine is made from. */
export function nodeProcess(url: URL, data?: unknown): EngineWorker {
  let exited: (reason: string) => void = () => undefined
  const child = new Child(process.execPath, ['--no-warnings', STACK, fileURLToPath(url)], 1, (reason) => exited(reason))
  return {
    place: 'process',
    data,
    post: (message) => child.send(frame(serialize(message))),
    listen(onMessage, onExit) {
      exited = onExit
      const frames = new FrameReader((bytes) => onMessage(deserialize(bytes) as FromWorker))
      child.onData((bytes) => {
        try {
          frames.push(bytes)
        } catch (error) {
          void child.kill()
          onExit(`it sent what cannot be read: ${String(error)}`)
        }
      })
    },
    answerCall: (answer) => child.send(frame(serialize(answer)), ANSWERS),
    hold: (held) => child.hold(held),
    kill: () => child.kill(),
    residentBytes: () => child.residentBytes(),
    // Its other threads compile what the guest's has begun to run.
    cpuMs: () => child.cpuMs('main'),
  }
}

/** The end inside a process that {@link nodeProcess} has made. */
export function processChannel(): EngineChannel {
  return {
    // At once, and not when the guest has ended.
    post: (message) => writeAll(frame(serialize(message))),
    listen(onMessage) {
      const frames = new FrameReader((bytes) => onMessage(deserialize(bytes) as ToWorker))
      process.stdin.on('data', (bytes: Uint8Array) => frames.push(bytes))
      // The host has gone.
      process.stdin.on('end', () => process.exit(0))
    },
    waitForAnswer() {
      const length = new DataView(readAll(4).buffer).getUint32(0, true)
      return deserialize(readAll(length)) as Parcel
    },
  }
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at)
}

function readAll(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; ) {
    const count = readSync(ANSWERS, bytes, at, length - at, null)
    if (count === 0) process.exit(0)
    at += count
  }
  return bytes
}
