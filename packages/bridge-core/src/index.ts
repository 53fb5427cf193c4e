// The package's exports, room by room.

export * from './bridge/index.js'
export * from './contract/index.js'
export * from './errors/index.js'
export * from './functions/index.js'
export * from './host/index.js'
export * from './os/index.js'
export * from './platform/index.js'
export * from './remote/index.js'
export * from './run/index.js'
export * from './values/index.js'
