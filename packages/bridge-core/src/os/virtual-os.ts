import type { OsHandler } from '../contract/os-handler.js'
import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { HostError } from '../errors/errors.js'
import { PyDate, PyDateTime, PyTimeZone } from '../values/datetime.js'
import { PyFloat } from '../values/scalars.js'
import { answerFileCall, isFileCall } from './file-calls.js'
import type { FileSystem } from './file-system.js'
import { entropy, sleep } from './sleep-and-entropy.js'

/** What a guest is given of a machine. Everything is optional; what is left out is not there. */
export interface VirtualOs {
  /** `os.environ` and `os.getenv`. */
  readonly env?: Readonly<Record<string, string>>
  /** `open`, `pathlib`, `os`. Without it every path is a PermissionError. */
  readonly files?: FileSystem
  /** The clock, in milliseconds since the Unix epoch. Default: the host's. */
  readonly now?: () => number
  /** What `time.sleep` and `asyncio.sleep` do: wait on the host's clock (the default), return at once, or refuse. */
  readonly sleep?: 'wait' | 'skip' | 'refuse'
  /** Modules that `import` finds: a value for each name, such as a `HostObject`. */
  readonly modules?: Readonly<Record<string, unknown>>
  /** Asked first; undefined leaves the call to the rest of this. */
  readonly handler?: OsHandler
}

const known: KnownKeys<VirtualOs> = {
  env: true,
  files: true,
  now: true,
  sleep: true,
  modules: true,
  handler: true,
}

/** Builds the handler that a bridge or a run takes as `os`. @throws BridgeError `invalid-argument` */
export function virtualOs(machine: VirtualOs): OsHandler {
  checkKeys('virtualOs', machine, known)
  const now = machine.now ?? Date.now
  return (request, context) => {
    const own = machine.handler?.(request, context)
    if (own !== undefined) return own
    const { name, args } = request
    if (isFileCall(name)) return machine.files && answerFileCall(machine.files, request)
    switch (name) {
      case 'os.getenv':
        return lookup(machine.env, String(args[0])) ?? args[1] ?? null
      case 'os.environ':
        return { ...machine.env }
      case 'time.time':
        return new PyFloat(now() / 1000)
      case 'date.today': {
        const { year, month, day } = PyDateTime.fromDate(new Date(now()))
        return new PyDate(year, month, day)
      }
      case 'datetime.now':
        return dateTime(now(), args[0])
      case 'time.sleep':
      case 'asyncio.sleep':
        return wait(machine.sleep ?? 'wait', Number(args[0]), context.signal)
      case 'os.urandom':
        return entropy(Number(args[0]))
      case 'import':
        return lookup(machine.modules, String(args[0]))
      default:
        return undefined
    }
  }
}

function lookup<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined
}

function wait(policy: 'wait' | 'skip' | 'refuse', seconds: number, signal: AbortSignal): Promise<null> | null {
  if (policy === 'refuse') throw new HostError('RuntimeError', 'sleeping is not allowed here')
  return policy === 'skip' ? null : sleep(seconds, signal)
}

/** The time in a zone; without one the naive time in UTC, which is the guest's local zone. */
function dateTime(ms: number, zone: unknown): PyDateTime {
  const offset = zone instanceof PyTimeZone ? zone : undefined
  const at = PyDateTime.fromDate(new Date(ms + (offset?.offsetSeconds ?? 0) * 1000))
  return new PyDateTime(at, { ...at, timezone: offset })
}
