import type { StandardIssue, StandardSchema } from '../host/standard-schema.js'
import { type Refusal, refuse } from './binding.js'
import { droppedKey } from './dropped-key.js'
import { issueKeys, issuePath, pathText } from './standard-schema.js'

export type Checked = { readonly ok: true; readonly value: unknown } | (Refusal & { readonly issue?: StandardIssue })

/**
 * Validates with a Standard Schema, and refuses what it would drop. `argument` is the parameter that it is for, or empty
 * for a schema of all of them.
 */
export function checkWith(schema: StandardSchema, value: unknown, name: string, argument: string): Checked {
  try {
    const result = schema['~standard'].validate(value)
    if (result instanceof Promise) {
      // Nobody will wait for it.
      result.catch(() => undefined)
      return refuse(`${name}() has a schema that validates asynchronously, which a guest's call cannot wait for`)
    }
    if (result.issues) return failed(result.issues[0], name, argument)
    const dropped = droppedKey(schema, value, result.value)
    return dropped ? refuse(droppedText(dropped, name, argument)) : { ok: true, value: result.value }
  } catch (error) {
    // Of the schema's own code; or the value nests deeper than the host's stack.
    const reason = error instanceof Error ? error.message : String(error)
    return refuse(`${name}()${argument && ` argument '${argument}'`} could not be checked: ${reason}`)
  }
}

function failed(issue: StandardIssue | undefined, name: string, argument: string): Checked {
  const path = issue ? issuePath(issue) : ''
  const at = argument === '' ? path : argument
  const inside = argument !== '' && path !== '' ? ` at ${path}` : ''
  const refusal = refuse(`${name}()${at && ` argument '${at}'`}${inside}: ${issue?.message}`)
  return issue && issueKeys(issue).length > 0 ? { ...refusal, issue } : refusal
}

function droppedText(path: readonly PropertyKey[], name: string, argument: string): string {
  const outer = pathText(path.slice(0, -1))
  const at = argument === '' ? outer : outer === '' ? argument : `${argument}.${outer}`
  const key = String(path.at(-1))
  if (at === '') return `${name}() got an unexpected keyword argument '${key}'`
  return `${name}() argument '${at}' has an unexpected key '${key}'`
}
