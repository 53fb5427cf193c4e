import type { OsHandler } from '../contract/os-handler.js'
import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import { PyDate } from '../values/datetime.js'
import { PyFloat } from '../values/scalars.js'
import { Clock, type Sleep } from './clock.js'
import { answerFileCall, isFileCall } from './file-calls.js'
import type { FileSystem } from './file-system.js'
import { entropy } from './sleep-and-entropy.js'
import { checkTimeZone } from './time-zone.js'

/** What a guest is given of a machine. Everything is optional; what is left out is not there. */
export interface VirtualOs {
  /** `os.environ` and `os.getenv`. */
  readonly env?: Readonly<Record<string, string>>
  /** `open`, `pathlib`, `os`. Without it every path is a PermissionError. */
  readonly files?: FileSystem
  /** The clock, in milliseconds since the Unix epoch; a number or a `Date` is one that stands still. Default: the host's. */
  readonly now?: (() => number) | number | Date
  /** The guest's local zone: a name (`Europe/Paris`) or an offset (`+05:30`). Default: UTC. */
  readonly timeZone?: string | undefined
  /** Where the guest starts: an absolute path. Default: `/`. */
  readonly cwd?: string | undefined
  /**
   * What `time.sleep` and `asyncio.sleep` do. `wait` on the host's clock, the default; `skip`: return at once; `virtual`: return
   * at once, and the machine's clock goes on by that time; `refuse`; `{ budgetMs }`: wait, but no longer than that in one run.
   */
  readonly sleep?: Sleep | undefined
  /** Modules that `import` finds: a value for each name, such as a `HostObject`. */
  readonly modules?: Readonly<Record<string, unknown>>
  /** Asked first; undefined leaves the call to the rest of this. */
  readonly handler?: OsHandler
}

const known: KnownKeys<VirtualOs> = {
  env: true,
  files: true,
  now: true,
  timeZone: true,
  cwd: true,
  sleep: true,
  modules: true,
  handler: true,
}

/**
 * Builds the handler that a bridge, a session or a run takes as `os`. The zone and the directory are set when a guest state is
 * made: a session's feeds and a loaded snapshot keep theirs.
 * @throws BridgeError `invalid-argument`
 */
export function virtualOs(machine: VirtualOs): OsHandler {
  checkKeys('virtualOs', machine, known)
  const { timeZone, cwd } = machine
  if (timeZone !== undefined) checkTimeZone(timeZone)
  if (cwd !== undefined && (typeof cwd !== 'string' || !cwd.startsWith('/') || cwd.includes('\0'))) {
    throw new BridgeError('invalid-argument', `virtualOs: cwd must be an absolute path, not ${String(cwd)}`)
  }
  const clock = new Clock(machine.now, timeZone, machine.sleep)
  const answer: OsHandler = (request, context) => {
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
        return new PyFloat(clock.now() / 1000)
      case 'date.today': {
        const { year, month, day } = clock.dateTime(undefined)
        return new PyDate(year, month, day)
      }
      case 'datetime.now':
        return clock.dateTime(args[0])
      case 'time.sleep':
      case 'asyncio.sleep':
        return clock.sleep(Number(args[0]), context)
      case 'os.urandom':
        return entropy(Number(args[0]))
      case 'import':
        return lookup(machine.modules, String(args[0]))
      default:
        return undefined
    }
  }
  return Object.assign(answer, { machine: { timeZone, cwd } })
}

function lookup<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined
}
