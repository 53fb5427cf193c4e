import type { StandardIssue, StandardSchema } from '../host/standard-schema.js'

export function isStandardSchema(value: unknown): value is StandardSchema {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && '~standard' in value
}

/** `a.b[0]`, or an empty string for an issue with the value itself. */
export function issuePath(issue: StandardIssue): string {
  let path = ''
  for (const step of issue.path ?? []) {
    const key = typeof step === 'object' ? step.key : step
    path += typeof key === 'number' ? `[${key}]` : path === '' ? String(key) : `.${String(key)}`
  }
  return path
}
