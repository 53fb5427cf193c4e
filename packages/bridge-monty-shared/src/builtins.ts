import { PyFunction, pythonBuiltins } from '@interpreter-bridge/core'

/**
 * The host functions that take a builtin's place. The engine asks the host only for names that it does not know, so these
 * are bound like inputs, before the program starts.
 */
export function overBuiltins(
  hostFunctions: readonly string[] | undefined,
  except: (name: string) => boolean,
): readonly string[] {
  return hostFunctions?.filter((name) => pythonBuiltins.has(name) && !except(name)) ?? []
}

/** Inputs, with the functions of these names before them. */
export function withFunctions(
  inputs: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if (names.length === 0) return inputs
  return { ...Object.fromEntries(names.map((name) => [name, new PyFunction(name)])), ...inputs }
}

/** What is bound before a compiled program starts, in order: its inputs, and host functions that take a builtin's place. */
export function boundNames(hostFunctions: readonly string[] | undefined, inputNames: readonly string[]): string[] {
  const functions = overBuiltins(hostFunctions, (name) => inputNames.includes(name))
  return [...inputNames, ...functions.map((name) => `${name}()`)]
}
