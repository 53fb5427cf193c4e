import type { EngineIo } from '../contract/engine.js'
import type { Answer, HostCall } from '../contract/turn.js'
import type { HostReceiver } from '../values/host-object.js'

/** Passes what the engine asks to the run that has the session now. */
export class IoSwitch implements EngineIo {
  current: EngineIo | undefined

  print(stream: 'stdout' | 'stderr', text: string): boolean {
    return this.current?.print(stream, text) ?? false
  }

  call(call: HostCall): Answer {
    return this.current?.call(call) ?? { kind: 'notFound' }
  }

  hostObject(id: string): HostReceiver | undefined {
    return this.current?.hostObject(id)
  }
}
