import { isoDate, isoOffset, isoTime } from './iso-format.js'
import { PyValue } from './py-value.js'

/** Python's `datetime.date`. Month and day count from 1. */
export class PyDate extends PyValue {
  constructor(
    readonly year: number,
    readonly month: number,
    readonly day: number,
  ) {
    super()
  }

  get pyType(): 'date' {
    return 'date'
  }

  toJSON(): unknown {
    return isoDate(this)
  }
}

/** A fixed distance from UTC, in seconds, east positive; `name` as `datetime.timezone(offset, name)` has it. */
export class PyTimeZone extends PyValue {
  constructor(
    readonly offsetSeconds: number,
    readonly name?: string | undefined,
  ) {
    super()
  }

  get pyType(): 'timezone' {
    return 'timezone'
  }

  toJSON(): unknown {
    return isoOffset(this.offsetSeconds)
  }
}

/** The fields of a {@link PyTime}. */
export interface TimeFields {
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
  readonly microsecond?: number
  readonly timezone?: PyTimeZone | undefined
  readonly fold?: number
}

/** Python's `datetime.time`. */
export class PyTime extends PyValue {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
  readonly timezone: PyTimeZone | undefined
  readonly fold: number

  constructor(fields: TimeFields = {}) {
    super()
    this.hour = fields.hour ?? 0
    this.minute = fields.minute ?? 0
    this.second = fields.second ?? 0
    this.microsecond = fields.microsecond ?? 0
    this.timezone = fields.timezone
    this.fold = fields.fold ?? 0
  }

  get pyType(): 'time' {
    return 'time'
  }

  toJSON(): unknown {
    return isoTime(this)
  }
}

/** Python's `datetime.datetime`; naive without a `timezone`. */
export class PyDateTime extends PyValue {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
  readonly timezone: PyTimeZone | undefined

  constructor(date: { year: number; month: number; day: number }, time: Omit<TimeFields, 'fold'> = {}) {
    super()
    this.year = date.year
    this.month = date.month
    this.day = date.day
    this.hour = time.hour ?? 0
    this.minute = time.minute ?? 0
    this.second = time.second ?? 0
    this.microsecond = time.microsecond ?? 0
    this.timezone = time.timezone
  }

  /** The same instant in UTC, with millisecond resolution. */
  static fromDate(date: Date): PyDateTime {
    return new PyDateTime(
      { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
      {
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        microsecond: date.getUTCMilliseconds() * 1000,
        timezone: new PyTimeZone(0, 'UTC'),
      },
    )
  }

  get pyType(): 'datetime' {
    return 'datetime'
  }

  toJSON(): unknown {
    return `${isoDate(this)}T${isoTime(this)}`
  }

  /** The instant; a naive datetime is taken as UTC. Microseconds are cut. */
  toDate(): Date {
    const at = new Date(0)
    at.setUTCFullYear(this.year, this.month - 1, this.day)
    at.setUTCHours(this.hour, this.minute, this.second - (this.timezone?.offsetSeconds ?? 0))
    at.setUTCMilliseconds(Math.floor(this.microsecond / 1000))
    return at
  }
}

/** Python's `datetime.timedelta`, normalised as Python does: 0 ≤ seconds < 86,400, 0 ≤ microseconds < 1,000,000. */
export class PyTimeDelta extends PyValue {
  constructor(
    readonly days: number,
    readonly seconds = 0,
    readonly microseconds = 0,
  ) {
    super()
  }

  get pyType(): 'timedelta' {
    return 'timedelta'
  }

  toJSON(): unknown {
    return this.totalSeconds
  }

  get totalSeconds(): number {
    return this.days * 86_400 + this.seconds + this.microseconds / 1e6
  }
}
