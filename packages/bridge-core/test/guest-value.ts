import fc from 'fast-check'
import {
  PyClass,
  PyComplex,
  PyCycle,
  PyDataclass,
  PyDate,
  PyDateTime,
  PyDecimal,
  PyEllipsis,
  PyException,
  PyFile,
  PyFloat,
  PyFrozenSet,
  PyFunction,
  PyInstance,
  PyModule,
  PyNamedTuple,
  PyNotImplemented,
  PyPath,
  PyRepr,
  PySet,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  PyTuple,
  PyType,
} from '../src/index.js'

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('$', '__proto__', 'toJSON', '\ud800'))
const id = 'ab'.repeat(16)
const number = fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1, 0))
const zone = new PyTimeZone(-12_600, 'X')

const leaf = fc.oneof(
  number,
  text,
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.uint8Array(),
  fc.date({ noInvalidDate: false }),
  number.map((value) => new PyFloat(value)),
  fc.tuple(number, number).map(([real, imag]) => new PyComplex(real, imag)),
  text.map((value) => new PyDecimal(value)),
  text.map((value) => new PyPath(value)),
  text.map((value) => new PyFile(value, 'r', 1)),
  text.map((value) => new PyRepr(value)),
  text.map((value) => new PyException('ValueError', value)),
  fc.constantFrom(
    new PyCycle('[...]'),
    new PyType('int'),
    new PyFunction('len', 'builtin'),
    new PyException('ValueError'),
    new PyEllipsis(),
    new PyNotImplemented(),
    new PyDate(2026, 2, 28),
    new PyTime({ hour: 1, microsecond: 5, timezone: zone, fold: 1 }),
    new PyDateTime({ year: 1, month: 2, day: 3 }, { hour: 1, timezone: zone }),
    new PyTimeDelta(-1, 5, 6),
    zone,
  ),
)

/** Everything that can come from a guest or go to one, at any depth up to four, also with strange texts and keys. */
export const guestValue: fc.Arbitrary<unknown> = fc.letrec((tie) => {
  const items = fc.array(tie('value'), { maxLength: 5 })
  const entries = fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 4 })
  const fields = fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((pairs) => new Map(pairs))
  const cls = fields.map((attributes) => new PyClass('C', id, false, true, attributes))
  return {
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      leaf,
      items,
      items.map((own) => new PyTuple(own)),
      items.map((own) => new PySet(own)),
      items.map((own) => new PyFrozenSet(own)),
      items.map((own) => new Set(own)),
      items.map((own) => [own, own]),
      items.map(
        (own) =>
          new PyNamedTuple(
            'N',
            own.map((_, index) => `f${index}`),
            own,
          ),
      ),
      entries.map((own) => new Map(own)),
      fc.dictionary(text, tie('value'), { noNullPrototype: true, maxKeys: 4 }),
      cls,
      fields.map((own) => new PyModule('m', id, own)),
      fc.tuple(cls, fields).map(([own, attributes]) => new PyInstance(own, id, attributes)),
      fc.tuple(cls, fields).map(([own, attributes]) => new PyDataclass(own, id, attributes, true)),
    ),
  }
}).value
