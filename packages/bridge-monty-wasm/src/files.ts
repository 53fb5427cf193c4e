import { readFile } from 'node:fs/promises'
import { remedyForMissingFile } from '@interpreter-bridge/core/node'
import type { PackagedWasm } from '@interpreter-bridge/monty-shared'

/** Where the module is in Node, and how it is read. */
export const files: Pick<PackagedWasm<unknown>, 'read' | 'url' | 'remedy'> = {
  read: (url) => (url.protocol === 'file:' ? readFile(url) : fetch(url)),
  url: () => new URL('./monty.wasm', import.meta.url),
  remedy: () => remedyForMissingFile(import.meta.url, 'npm run build'),
}
