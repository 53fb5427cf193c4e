import { Port, type RawPort } from '@interpreter-bridge/monty'
import { createGlue } from './glue.js'

/** A port onto an instance of its own: its own memory, and nobody else's trap. */
export function instancePort(module: WebAssembly.Module): Port {
  return new Port((onPrint) => {
    const instance = createGlue()
    const { memory } = instance.initSync({ module })
    const wireVersion = instance.connect(onPrint)
    const size = instance.buffer_bytes()
    const input = memoryView(memory, instance.input_address(), size)
    const output = memoryView(memory, instance.output_address(), size)
    return {
      wireVersion,
      input,
      output,
      turn: (length) => instance.turn(length),
      turnWith: (request) => instance.turn_with(request),
      takeOutput: () => instance.take_output(),
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
