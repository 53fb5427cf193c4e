import { keywords } from './keywords.js'

export type GuestLanguage = 'python' | 'javascript'

/** What a function or a parameter of a guest can be called. */
const written = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** Whether guests of a language can write the name. */
export function isIdentifier(name: string, language: GuestLanguage): boolean {
  return written.test(name) && !keywords[language].has(name)
}

/** The identifier nearest to a name: `get_weather` for `get-weather`, `fs_read` for `fs.read`, `from_` for `from`. */
export function toIdentifier(name: string, language: GuestLanguage): string {
  if (isIdentifier(name, language)) return name
  const letters = name.replace(/[^\p{L}\p{N}_]+/gu, '_')
  const begun = /^[\p{L}_]/u.test(letters) ? letters : `_${letters}`
  return keywords[language].has(begun) ? `${begun}_` : begun
}

/** `toIdentifier`, with a number where the name is taken; it is taken from then on. */
export function freeIdentifier(name: string, language: GuestLanguage, taken: Set<string>): string {
  const wanted = toIdentifier(name, language)
  let free = wanted
  for (let number = 2; taken.has(free); number++) free = `${wanted}_${number}`
  taken.add(free)
  return free
}
