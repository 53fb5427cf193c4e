import { BridgeError, type TypeCheckFormat } from '@interpreter-bridge/core'

/**
 * What `src/lib.rs` is to call every script: nothing else is called so, and its renderings differ in what they make of a
 * path. Only what says that it is stubs is checked as such.
 */
const SCRIPT = '__checked_script__.py'

/** Where `src/lib.rs` puts the declarations of host functions. */
const STUBS = '__host_functions__.pyi'

const inJson: ReadonlySet<TypeCheckFormat> = new Set(['json', 'jsonlines', 'gitlab', 'rdjson'])

/** @throws BridgeError `invalid-argument` for the one name that would be two files' */
export function checkScriptName(scriptName: string): void {
  if (scriptName === STUBS)
    throw new BridgeError('invalid-argument', `script \`${scriptName}\` collides with the type stubs file \`${STUBS}\``)
}

/** What to check the script under. */
export function checkedName(scriptName: string): string {
  return scriptName.endsWith('.pyi') ? `${SCRIPT}i` : SCRIPT
}

/** A rendering in which the script has the name that its host gave it. */
export function withScriptName(text: string, format: TypeCheckFormat, scriptName: string): string {
  const name = inJson.has(format) ? JSON.stringify(scriptName).slice(1, -1) : scriptName
  const checked = checkedName(scriptName)
  return text.replaceAll(`/${checked}`, () => name).replaceAll(checked, () => name)
}

/** What the host calls the file at `path`: its script, or a module's stubs. */
export function fileName(path: string, scriptName: string): string {
  return path === `/${checkedName(scriptName)}` ? scriptName : path.replace(/^\//, '')
}
