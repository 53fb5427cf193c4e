/** How many causes of causes are told. */
const MAX_CAUSES = 8

/** What `JSON.stringify` shows of an error: its name, message and own fields, and its cause likewise. */
export function errorJson(error: Error, depth = 0): Record<string, unknown> {
  const { name, message, cause } = error
  const fields = Object.entries(error).filter(([key, value]) => key !== 'cause' && value !== undefined)
  const told = cause === undefined ? {} : { cause: causeJson(cause, depth + 1) }
  return { name, message, ...Object.fromEntries(fields), ...told }
}

function causeJson(cause: unknown, depth: number): unknown {
  if (cause instanceof Error) return depth < MAX_CAUSES ? errorJson(cause, depth) : cause.name
  if (typeof cause !== 'object') return typeof cause === 'bigint' || typeof cause === 'symbol' ? String(cause) : cause
  try {
    return JSON.parse(JSON.stringify(cause))
  } catch {
    return Object.prototype.toString.call(cause)
  }
}
