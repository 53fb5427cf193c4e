import { Port, type RawPort } from '@interpreter-bridge/monty-shared'
import type { CreateGlue, MontyInstance } from './glue.js'

/** A port onto an instance of its own: its own memory, and nobody else's trap. */
export function instancePort(module: WebAssembly.Module, createGlue: CreateGlue): Port {
  const instance = createGlue()
  return connect(instance, instance.initSync({ module }).memory)
}

/** The same where a module of this size must not be instantiated synchronously: on the main thread of a browser. */
export async function instancePortLater(module: WebAssembly.Module, createGlue: CreateGlue): Promise<Port> {
  const instance = createGlue()
  return connect(instance, (await instance({ module_or_path: module })).memory)
}

function connect(instance: MontyInstance, memory: WebAssembly.Memory): Port {
  return new Port((onPrint) => {
    const wireVersion = instance.connect(onPrint)
    const size = instance.buffer_bytes()
    return {
      wireVersion,
      input: memoryView(memory, instance.input_address(), size),
      output: memoryView(memory, instance.output_address(), size),
      turn: (length) => instance.turn(length),
      turnWith: (request) => instance.turn_with(request),
      takeOutput: () => instance.take_output(),
      refusedBytes: () => instance.take_refused(),
    } satisfies RawPort
  })
}

/** A view that is made anew after the memory has grown, which detaches the one before. */
function memoryView(memory: WebAssembly.Memory, address: number, size: number): () => Uint8Array {
  let view = new Uint8Array(memory.buffer, address, size)
  return () => {
    if (view.byteLength === 0) view = new Uint8Array(memory.buffer, address, size)
    return view
  }
}
