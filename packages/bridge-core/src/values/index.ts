/**
 * Guest values as JavaScript has them: classes for what it lacks, checks, texts, and a form that can be sent.
 * Imports `errors`, `host`.
 */
export { bytesOf } from './bytes.js'
export { checkCrossable } from './check.js'
export { PyClass, PyDataclass, PyException, PyFunction, PyInstance, PyModule, PyType } from './classes.js'
export { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
export { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone, type TimeFields } from './datetime.js'
export { HostClass, type HostClassDefinition, type HostClassIdentity } from './host-class.js'
export { HostObject, type HostObjectDefinition, type HostObjectIdentity, type HostReceiver } from './host-object.js'
export type { HostSurfaceDefinition } from './host-surface.js'
export type { Json, JsonObject } from './json.js'
export { isPyValue, PyValue } from './py-value.js'
export { type ReprOptions, repr } from './repr.js'
export {
  PyComplex,
  PyCycle,
  PyDecimal,
  PyEllipsis,
  PyFile,
  PyFloat,
  PyNotImplemented,
  PyPath,
  PyRepr,
} from './scalars.js'
export { toPlain } from './to-plain.js'
export { toPython } from './to-python.js'
export {
  type FromJsonOptions,
  type ResolveHostObject,
  type ToJsonOptions,
  valueFromJson,
  valueToJson,
} from './value-json.js'
export type { ValueView } from './view.js'
