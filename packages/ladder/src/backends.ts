import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CreateBackend } from './run.js'

/** The backends the command knows by a short name. They are found from the current directory, as a user's would be. */
const known: Readonly<Record<string, { readonly specifier: string; readonly create: string }>> = {
  native: { specifier: '@interpreter-bridge/monty-native', create: 'createMontyNative' },
  wasm: { specifier: '@interpreter-bridge/monty-wasm', create: 'createMontyWasm' },
  quickjs: { specifier: '@interpreter-bridge/quickjs', create: 'createQuickJs' },
}

/**
 * Loads a backend by its short name, or from a module path that exports `createBackend`.
 * @throws Error with one sentence when it is not there
 */
export async function loadBackend(name: string): Promise<CreateBackend> {
  const entry = known[name]
  const exported = entry?.create ?? 'createBackend'
  let module: Record<string, unknown>
  try {
    const url = entry ? createRequire(resolve('package.json')).resolve(entry.specifier) : resolve(name)
    module = await import(pathToFileURL(url).href)
  } catch (error) {
    const hint = entry
      ? `is ${entry.specifier} installed and built?`
      : `the known names are ${Object.keys(known).join(', ')}`
    throw new Error(
      `backend ${name} could not be loaded (${hint}): ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    )
  }
  const create = module[exported]
  if (typeof create !== 'function') throw new Error(`backend ${name}: the module does not export ${exported}()`)
  return create as CreateBackend
}
