export { type Script, ScriptedEngine, scriptedCapabilities, type Step } from './scripted-engine.js'
