/** The directory of a path: `/a` of `/a/b`, `/` of `/a`. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** `/a` and `b` are `/a/b`. */
export function join(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}

/** The path from the root, without `.`, `..`, and what is said twice: `a/./b/` is `/a/b`. */
export function normalize(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The directories on the way to a path, from the root: `/`, `/a` of `/a/b`. */
export function ancestorsOf(path: string): string[] {
  const found: string[] = []
  for (let at = path; at !== '/'; ) {
    at = parentOf(at)
    found.unshift(at)
  }
  return found
}

const MAX_NAME_BYTES = 255
const encoder = new TextEncoder()

/** Whether no file can have this name. */
export function isTooLong(name: string): boolean {
  return isLongerThan(name, MAX_NAME_BYTES)
}

/** Whether a text has more bytes in UTF-8, of which each UTF-16 unit needs three at most. */
export function isLongerThan(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && encoder.encode(text).length > bytes)
}
