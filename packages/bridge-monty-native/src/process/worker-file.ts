import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BridgeError } from '@interpreter-bridge/core'

const suffix = process.platform === 'win32' ? '.exe' : ''
const name = `monty-worker.${process.platform}-${process.arch}${suffix}`

/** The stack that the worker maps for the interpreter, which counts as address space, and what else it may map. */
const STACK_BYTES = 4 * 2 ** 30
const OTHER_BYTES = 4 * 2 ** 30

/** The worker's file. @throws BridgeError `engine-missing` */
export function workerFile(): string {
  const file = fileURLToPath(new URL(name, import.meta.url))
  if (existsSync(file)) return file
  throw new BridgeError(
    'engine-missing',
    `the worker of isolation: 'process' (${name}) is missing; in a clone of the repository \`npm run build\` makes it`,
  )
}

/** How the worker is started, for guests of `memoryBytes`: the system keeps it to twice that beside what is fixed. */
export function workerArguments(memoryBytes: number): string[] {
  return ['--address-space', String(STACK_BYTES + OTHER_BYTES + 2 * memoryBytes)]
}
