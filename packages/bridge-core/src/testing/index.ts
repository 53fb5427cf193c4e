/**
 * A scripted engine, for tests of bridges and of hosts.
 */
export { type Script, ScriptedEngine, type Step, scriptedCapabilities } from './scripted-engine.js'
