import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TypeChecker } from '@interpreter-bridge/core'
import type { CreateBackend } from './run.js'

/** The backends the command knows by a short name. They are found from the current directory, as a user's would be. */
const known: Readonly<
  Record<string, { readonly specifier: string; readonly create: string; readonly language: 'python' | 'javascript' }>
> = {
  native: { specifier: '@interpreter-bridge/monty-native', create: 'createMontyNative', language: 'python' },
  wasm: { specifier: '@interpreter-bridge/monty-wasm', create: 'createMontyWasm', language: 'python' },
  quickjs: { specifier: '@interpreter-bridge/quickjs', create: 'createQuickJs', language: 'javascript' },
}
const checker = '@interpreter-bridge/monty-typecheck'

/**
 * Loads a backend by its short name, or from a module path that exports `createBackend`.
 * @throws Error with one sentence when it is not there
 */
export async function loadBackend(name: string): Promise<CreateBackend> {
  const entry = known[name]
  const exported = entry?.create ?? 'createBackend'
  let module: Record<string, unknown>
  try {
    module = await import(pathToFileURL(entry ? find(entry.specifier) : resolve(name)).href)
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
  if (entry?.language !== 'python') return create as CreateBackend
  const typeChecker = await loadTypeChecker()
  return (options) => (create as CreateBackend)({ ...options, ...(typeChecker ? { typeChecker } : {}) })
}

/** The type checker of Python, where it is installed and built. */
async function loadTypeChecker(): Promise<TypeChecker | undefined> {
  try {
    find(`${checker}/typecheck.wasm`)
    const { montyTypeChecker } = await import(pathToFileURL(find(checker)).href)
    return montyTypeChecker()
  } catch {
    return undefined
  }
}

function find(specifier: string): string {
  return createRequire(resolve('package.json')).resolve(specifier)
}
