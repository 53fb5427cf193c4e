import { quotePython } from '../platform/python-string.js'
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './datetime.js'

/** Dates, times, durations and time zones as `repr()` shows them; undefined for anything else. */
export function reprMoment(value: object): string | undefined {
  if (value instanceof PyDate) return `datetime.date(${value.year}, ${value.month}, ${value.day})`
  if (value instanceof PyTimeDelta) return reprDelta(value)
  if (value instanceof PyTimeZone) return reprZone(value)
  if (!(value instanceof PyDateTime) && !(value instanceof PyTime)) return undefined
  const seconds = value.microsecond !== 0 ? [value.second, value.microsecond] : value.second !== 0 ? [value.second] : []
  const zone = value.timezone ? [`tzinfo=${reprZone(value.timezone)}`] : []
  const fold = value instanceof PyTime && value.fold !== 0 ? [`fold=${value.fold}`] : []
  const date = value instanceof PyDateTime ? [value.year, value.month, value.day] : []
  const name = value instanceof PyDateTime ? 'datetime' : 'time'
  return `datetime.${name}(${[...date, value.hour, value.minute, ...seconds, ...zone, ...fold].join(', ')})`
}

function reprDelta({ days, seconds, microseconds }: PyTimeDelta): string {
  const parts = Object.entries({ days, seconds, microseconds }).filter(([, amount]) => amount !== 0)
  return `datetime.timedelta(${parts.map(([name, amount]) => `${name}=${amount}`).join(', ') || '0'})`
}

function reprZone({ offsetSeconds, name }: PyTimeZone): string {
  if (offsetSeconds === 0 && (name === undefined || name === 'UTC')) return 'datetime.timezone.utc'
  const offset = new PyTimeDelta(offsetSeconds < 0 ? -1 : 0, (offsetSeconds + 86_400) % 86_400)
  return `datetime.timezone(${reprDelta(offset)}${name === undefined ? '' : `, ${quotePython(name)}`})`
}
