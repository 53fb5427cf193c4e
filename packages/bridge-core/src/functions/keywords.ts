/** The words of each guest language that cannot be names. */
export const keywords: Readonly<Record<'python' | 'javascript', ReadonlySet<string>>> = {
  python: new Set(
    (
      'False None True and as assert async await break class continue def del elif else except finally for ' +
      'from global if import in is lambda nonlocal not or pass raise return try while with yield'
    ).split(' '),
  ),
  javascript: new Set(
    (
      'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
      'false finally for function if implements import in instanceof interface let new null package private ' +
      'protected public return static super switch this throw true try typeof undefined var void while with yield Infinity NaN'
    ).split(' '),
  ),
}
