import { BridgeError } from '../errors/errors.js'

const fixed = /^([+-])(0\d|1\d|2[0-3]):([0-5]\d)$/

/** @throws BridgeError `invalid-argument` for what is neither an offset nor the name of a zone */
export function checkTimeZone(zone: string): void {
  if (typeof zone === 'string' && (fixed.test(zone) || isNamed(zone))) return
  throw new BridgeError(
    'invalid-argument',
    `virtualOs: timeZone must be a name such as Europe/Paris or an offset such as +05:30, not ${String(zone)}`,
  )
}

function isNamed(zone: string): boolean {
  // Newer engines take other offsets as well.
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

/** A zone's offset from UTC at a moment, in milliseconds. */
export function offsetAt(zone: string | undefined, ms: number): number {
  if (zone === undefined || zone === 'UTC') return 0
  const [, sign, hours, minutes] = fixed.exec(zone) ?? []
  if (sign) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(ms)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}
