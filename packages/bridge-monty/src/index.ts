export { montyCapabilities } from './capabilities.js'
export { MontyEngine, type PortSource } from './monty-engine.js'
export { Port } from './port.js'
export { type ConnectPort, type RawPort, TAKE_OUTPUT } from './raw-port.js'
