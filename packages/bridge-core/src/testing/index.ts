export { type Script, ScriptedEngine, type Step, scriptedCapabilities } from './scripted-engine.js'
