import { lastValueFrom, toArray } from 'rxjs'
import { afterEach, expect } from 'vitest'
import { EngineBridge } from '../src/bridge/engine-bridge.js'
import type { InterpreterBridge } from '../src/contract/bridge.js'
import type { BridgeEvent } from '../src/contract/events.js'
import type { HostCall } from '../src/contract/turn.js'
import { type Script, ScriptedEngine } from '../src/testing/scripted-engine.js'

export const usage = { timeMs: 1 }
export const done = (value: unknown) => ({ turn: { kind: 'done' as const, value, usage } })
export const call = (callId: number, name: string, ...args: unknown[]): HostCall => ({
  callId,
  name,
  args,
  kwargs: {},
  awaited: false,
})
export const calls = (host: HostCall) => ({ turn: { kind: 'call' as const, call: host } })
export const types = (events: BridgeEvent[]): string[] => events.map((event) => event.type)

export let engine: ScriptedEngine
export let bridge: InterpreterBridge

/** A bridge whose guest is a script. After each test it is disposed, and nothing may be left of it. */
export function open(script: Script, options: ConstructorParameters<typeof EngineBridge>[1] = {}): void {
  engine = new ScriptedEngine(script)
  bridge = new EngineBridge(engine, options)
}

export const collect = (code = 'x'): Promise<BridgeEvent[]> => lastValueFrom(bridge.execute(code).pipe(toArray()))

/** What every suite here checks after each of its tests. */
export function checkNothingIsLeft(): void {
  afterEach(async () => {
    await bridge.dispose()
    expect(engine.open_.size, 'sessions left open').toBe(0)
    expect(engine.closed).toBe(true)
  })
}
