import {
  MessageChannel,
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads'
import { BridgeError } from '../errors/errors.js'
import type { EngineChannel, EngineWorker, FromWorker, ToWorker } from '../remote/protocol.js'
import type { Parcel } from '../values/parcel.js'

/** What a thread needs to wait inside a call: a flag to sleep on, and where the answer lies when it wakes. */
interface WaitingRoom {
  readonly flag: Int32Array
  readonly answers: MessagePort
}

/** How often a thread that runs native code is asked to stop, until it has. */
const INTERRUPT_MS = 10

/** What a worker thread can be given. */
export interface NodeWorkerOptions {
  /** What its engine is made from. */
  readonly data?: unknown
  /** Stops native code, which the end of a thread has to wait for; called until the thread has ended. */
  readonly interrupt?: () => void
}

/** The host's end of a worker thread that runs `url`. */
export function nodeWorker(url: URL, { data, interrupt }: NodeWorkerOptions = {}): EngineWorker {
  const { port1, port2 } = new MessageChannel()
  const room: WaitingRoom = { flag: new Int32Array(new SharedArrayBuffer(4)), answers: port2 }
  const worker = new Worker(url, { workerData: room, transferList: [port2], execArgv: [] })
  worker.unref()
  worker.once('exit', () => port1.close())
  return {
    place: 'thread',
    data,
    post: (message) => worker.postMessage(message),
    listen(onMessage, onExit) {
      worker.on('message', (message: FromWorker) => onMessage(message))
      worker.on('error', (error) => onExit(error instanceof Error ? error.message : String(error)))
      worker.on('exit', (code) => onExit(`exit code ${code}`))
    },
    answerCall(answer: Parcel) {
      port1.postMessage(answer)
      Atomics.store(room.flag, 0, 1)
      Atomics.notify(room.flag, 0)
    },
    hold: (held) => (held ? worker.ref() : worker.unref()),
    async kill() {
      const again = interrupt && setInterval(interrupt, INTERRUPT_MS)
      interrupt?.()
      await worker.terminate()
      clearInterval(again)
    },
  }
}

/** The end inside a worker thread that `nodeWorker` has made. @throws BridgeError `invalid-argument` elsewhere */
export function nodeChannel(): EngineChannel {
  const port = parentPort
  if (!port) throw new BridgeError('invalid-argument', 'this file runs in a worker thread that nodeWorker makes')
  const { flag, answers } = workerData as WaitingRoom
  return {
    post: (message) => port.postMessage(message),
    listen: (onMessage) => port.on('message', (message: ToWorker) => onMessage(message)),
    waitForAnswer() {
      Atomics.wait(flag, 0, 0)
      Atomics.store(flag, 0, 0)
      return receiveMessageOnPort(answers)?.message as Parcel
    },
  }
}
