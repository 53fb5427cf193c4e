import { expect, test } from 'vitest'
import { offsetAt } from '../src/os/time-zone.js'
import { virtualOs } from '../src/os/virtual-os.js'

const at = (iso: string) => Date.parse(iso)

test.each([
  [undefined, '2024-07-01T00:00:00Z', 0],
  ['UTC', '2024-07-01T00:00:00Z', 0],
  ['+05:30', '2024-07-01T00:00:00Z', 19_800_000],
  ['-03:00', '2024-07-01T00:00:00Z', -10_800_000],
  ['Europe/Paris', '2024-07-01T00:00:00.123Z', 7_200_000],
  ['Europe/Paris', '2024-01-01T00:00:00Z', 3_600_000],
  ['America/New_York', '1969-12-31T23:59:59.5Z', -18_000_000],
] as const)('%s at %s is %i ms from UTC', (zone, iso, offset) => {
  expect(offsetAt(zone, at(iso))).toBe(offset)
})

test.each([
  [{ timeZone: 'Europe/Nowhere' }, /timeZone must be a name such as/],
  [{ timeZone: '5' }, /timeZone must be/],
  [{ cwd: 'relative' }, /cwd must be an absolute path/],
  [{ sleep: 'never' }, /sleep must be/],
  [{ sleep: { budgetMs: -1 } }, /sleep must be/],
  [{ now: Number.NaN }, /now is no moment/],
])('%j is refused', (machine, text) => {
  expect(() => virtualOs(machine as never)).toThrow(text)
})

test('a machine says what the interpreter must know of it', () => {
  expect(virtualOs({ timeZone: 'Asia/Tokyo', cwd: '/home' }).machine).toEqual({ timeZone: 'Asia/Tokyo', cwd: '/home' })
})
