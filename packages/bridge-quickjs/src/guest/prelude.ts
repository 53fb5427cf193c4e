import { calls } from './calls.js'
import { codec } from './codec.js'
import { faults } from './faults.js'
import { inspector } from './inspect.js'
import { inspectLayout } from './inspect-layout.js'
import { intrinsics } from './intrinsics.js'

/**
 * Runs in every context before guest code: a function that takes `enter`, the one way out, and returns the one way in.
 * Both take a text that begins with what is asked for.
 */
export const guestPrelude = `((enter) => {
  'use strict'
  ${[intrinsics, codec, inspectLayout, inspector, faults, calls].join('')}
  return (what, value) => {
    switch (what[0]) {
      // Names of host functions, and inputs by name.
      case 'd': {
        const given = decode(rest(what)), names = given[0], inputs = given[1], inputNames = keysOf(inputs)
        for (let i = 0; i < names.length; i++) defineValue(names[i], bind(names[i]))
        for (let i = 0; i < inputNames.length; i++) defineValue(inputNames[i], inputs[inputNames[i]])
        return
      }
      case 's': return settle(decode(rest(what)))
      case 'f': {
        const ids = keysOf(waiting)
        for (let i = 0; i < ids.length; i++) delete waiting[ids[i]]
        return
      }
      // What an evaluated program's promise holds.
      case 'u': return getOwnPropertyDescriptor(value, 'value').value
      // A value; where it is a text, as it is or quoted.
      case 'v': return typeof value === 'string' ? "'" + counted(value) : encode(value)
      case 'V': return encode(value)
      case 't': return encode(describe(value))
    }
  }
})`
