/** Moments as Python's `isoformat()` writes them. */
interface Clock {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
  readonly timezone: { readonly offsetSeconds: number } | undefined
}

const pad = (part: number, width = 2): string => String(part).padStart(width, '0')

export function isoDate({ year, month, day }: { year: number; month: number; day: number }): string {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

export function isoTime({ hour, minute, second, microsecond, timezone }: Clock): string {
  const fraction = microsecond === 0 ? '' : `.${pad(microsecond, 6)}`
  return `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}${timezone ? isoOffset(timezone.offsetSeconds) : ''}`
}

export function isoOffset(seconds: number): string {
  const size = Math.abs(seconds)
  const rest = size % 60 === 0 ? '' : `:${pad(size % 60)}`
  return `${seconds < 0 ? '-' : '+'}${pad(Math.floor(size / 3600))}:${pad(Math.floor(size / 60) % 60)}${rest}`
}
