/** What generated programs have found in the engine. Everything else on which it differs from CPython is a defect. */
const known: readonly { readonly where: RegExp; readonly why: string }[] = []

/** Why the engine may come out differently from CPython on `program`, or undefined. */
export function knownDifference(program: string, engine: string, python: string): string | undefined {
  return known.find(({ where }) => where.test(`${program}\n# ${engine} instead of ${python}`))?.why
}
