/**
 * What the prelude needs of the language, taken before any guest code runs: a guest that overrides prototypes or globals
 * changes nothing here. Lists of the prelude's own have no prototype, so that no setter of a guest's sees them.
 */
export const intrinsics = `
  const { parse, stringify } = JSON
  const { apply, getOwnPropertyDescriptor, defineProperty, getPrototypeOf, ownKeys } = Reflect
  const { isArray } = Array, { isView } = ArrayBuffer, { keys: keysOf, prototype: plain } = Object
  const { is } = Object, { isFinite: isFinite_, isInteger } = Number
  const String_ = String, Error_ = Error, Uint8 = Uint8Array, Map_ = Map, Set_ = Set, Date_ = Date, BigInt_ = BigInt
  const Promise_ = Promise, Number_ = Number
  const { slice, includes, indexOf, isWellFormed, repeat, padStart, padEnd, split, startsWith } = String.prototype
  const bigToString = BigInt.prototype.toString, symbolToString = Symbol.prototype.toString
  const { test, exec } = RegExp.prototype, regexToString = RegExp.prototype.toString
  const { isPrototypeOf, propertyIsEnumerable } = Object.prototype
  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get
  const TypedArray = getPrototypeOf(Uint8)
  const typedName = getter(TypedArray.prototype, Symbol.toStringTag)
  const functionText = Function.prototype.toString

  /** A map or set of the prelude's own: its methods are own properties. */
  const own = (target, prototype, names) => {
    for (let i = 0; i < names.length; i++) defineProperty(target, names[i], { value: prototype[names[i]] })
    return target
  }
  const mapMethods = ['get', 'set', 'has', 'delete', 'clear'], mapPrototype = Map.prototype, setPrototype = Set.prototype
  const each = { map: mapPrototype.forEach, set: setPrototype.forEach }
  const put = { map: mapPrototype.set, set: setPrototype.add }
  const newMap = () => own(new Map_(), mapPrototype, mapMethods)
  /** One that was used before, unless what used it is not done or never got done. */
  let spareMap
  const takeMap = () => {
    const map = spareMap ?? newMap()
    spareMap = undefined
    return map
  }
  const giveMap = (map) => {
    map.clear()
    spareMap = map
  }

  /** What tells each kind of builtin object: it throws for any other. */
  const reads = {
    __proto__: null,
    map: getter(mapPrototype, 'size'),
    set: getter(setPrototype, 'size'),
    date: Date.prototype.getTime,
    regex: getter(RegExp.prototype, 'source'),
    view: getter(TypedArray.prototype, 'buffer'),
    data: getter(DataView.prototype, 'buffer'),
    buffer: getter(ArrayBuffer.prototype, 'byteLength'),
    shared: getter(SharedArrayBuffer.prototype, 'byteLength'),
    boolean: Boolean.prototype.valueOf,
    number: Number.prototype.valueOf,
    string: String.prototype.valueOf,
    symbol: Symbol.prototype.valueOf,
    bigint: BigInt.prototype.valueOf,
  }
  const opaque = { Promise, WeakMap, WeakSet, WeakRef, Generator: getPrototypeOf(function* () {}) }
  const kinds = newMap()
  const builtin = [
    ['map', Map], ['set', Set], ['date', Date], ['regex', RegExp], ['view', TypedArray], ['data', DataView],
    ['buffer', ArrayBuffer], ['shared', SharedArrayBuffer], ['boolean', Boolean], ['number', Number],
    ['string', String], ['symbol', Symbol], ['bigint', BigInt], ['error', Error],
  ]
  for (const [kind, { prototype }] of builtin) kinds.set(prototype, kind)
  for (const name of keysOf(opaque)) kinds.set(opaque[name].prototype, 'opaque')

  /** The kind of a builtin object, whatever its class; undefined for any other. */
  const kindOf = (value) => {
    for (let prototype = getPrototypeOf(value); prototype !== null; prototype = getPrototypeOf(prototype)) {
      if (prototype === plain) return undefined
      const kind = kinds.get(prototype)
      if (kind === undefined) continue
      if (kind === 'error' || kind === 'opaque') return kind
      try { apply(reads[kind], value, []); return kind } catch { return undefined }
    }
  }
  const functionName = (value) => {
    const name = getOwnPropertyDescriptor(value, 'name')
    return name && typeof name.value === 'string' ? name.value : ''
  }
`
