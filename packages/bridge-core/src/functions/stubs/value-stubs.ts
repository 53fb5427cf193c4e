import { bytesOf } from '../../values/bytes.js'
import { HostClass } from '../../values/host-class.js'
import { isPyValue } from '../../values/py-value.js'

/** Declares names in Python by the values that they will have, such as a run's inputs. */
export function valueStubs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value instanceof HostClass ? classStub(name, value) : `${name}: ${typeOfValue(value)}\n`))
    .join('')
}

/** What instances have, only the host knows. */
function classStub(name: string, cls: HostClass): string {
  const members = cls.memberNames.map((member) => `    ${member}: Any\n`)
  const any = [
    'def __init__(self, *args: Any, **kwargs: Any) -> None: ...',
    'def __getattr__(self, name: str) -> Any: ...',
  ]
  return `class ${name}:\n${members.join('')}${any.map((line) => `    ${line}\n`).join('')}`
}

function typeOfValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
  }
  if (value === null || value === undefined || isPyValue(value)) return 'Any'
  if (Array.isArray(value)) return 'list[Any]'
  if (bytesOf(value as object)) return 'bytes'
  return value instanceof Set ? 'set[Any]' : 'dict[Any, Any]'
}
