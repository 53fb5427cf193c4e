import { keywords } from './keywords.js'

export type GuestLanguage = 'python' | 'javascript'

/** What a variable, a function or a parameter of a guest can be called. */
const written = {
  python: /^[\p{L}_][\p{L}\p{N}_]*$/u,
  javascript: /^[\p{L}_$][\p{L}\p{N}_$]*$/u,
} as const

/** Whether guests of a language can write the name. */
export function isIdentifier(name: string, language: GuestLanguage): boolean {
  return written[language].test(name) && !keywords[language].has(name)
}

/** Why guests of a language cannot write the name, for the end of a sentence; undefined where they can. */
export function whyNoIdentifier(name: string, language: GuestLanguage): string | undefined {
  const label = language === 'python' ? 'Python' : 'JavaScript'
  if (keywords[language].has(name)) return `${name} is a word of ${label}'s own`
  return written[language].test(name) ? undefined : `${JSON.stringify(name)} is no identifier in ${label}`
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
