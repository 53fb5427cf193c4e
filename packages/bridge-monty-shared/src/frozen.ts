/**
 * Whether a dataclass is frozen. The engine does not say, so it is read from the class's definition in the source — and
 * only where there is no doubt: one definition of that name, with a decorator whose `frozen` is absent or a literal.
 */
export function frozenIn(source: string, className: string): boolean | undefined {
  const definitions = [...source.matchAll(new RegExp(`^([ \\t]*)class[ \\t]+${className}\\b`, 'gm'))]
  const [only] = definitions
  if (!only || definitions.length > 1) return undefined
  const decorators = decoratorsBefore(source.slice(0, only.index), only[1] ?? '')
  const own = decorators.filter((decorator) => /^@(?:\w+\.)*dataclass\b/.test(decorator))
  const [decorator] = own
  if (decorator === undefined || own.length > 1) return undefined
  const parameters = decorator.slice(decorator.indexOf('dataclass') + 'dataclass'.length).trim()
  if (parameters === '') return false
  if (parameters.includes('**')) return undefined
  const frozen = /\bfrozen\s*=\s*([\w.]+)/.exec(parameters)
  if (!frozen) return false
  return frozen[1] === 'True' ? true : frozen[1] === 'False' ? false : undefined
}

/** The decorators directly above a definition, each as one line of text, from the innermost out. */
function decoratorsBefore(before: string, indent: string): string[] {
  const lines = before.split('\n')
  // The definition's own line begins after the last line end.
  lines.pop()
  const decorators: string[] = []
  let pending = ''
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    pending = `${line.trim()} ${pending}`.trim()
    if (line.startsWith(`${indent}@`)) {
      decorators.push(pending)
      pending = ''
    } else if (!line.startsWith(`${indent} `) && line.trim() !== ')' && line.trim() !== `${indent})`) break
  }
  return decorators
}
