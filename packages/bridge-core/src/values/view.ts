/**
 * How numbers and dicts appear in JavaScript. `natural`: ints that are safe are numbers, dicts with string keys are plain
 * objects. `exact`: every int is a bigint, every float a number, every dict a `Map`; all that is sent back arrives as
 * the value it was.
 */
export type ValueView = 'natural' | 'exact'
