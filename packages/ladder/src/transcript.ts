import type { BridgeEvent, StackFrame } from '@interpreter-bridge/core'
import type { Language } from './fixture.js'
import { canonical } from './values.js'

/** An event without what differs from run to run: ids, clocks. */
export interface TranscriptEntry {
  readonly type: BridgeEvent['type'] | 'typeChecked' | 'acted'
  readonly [field: string]: unknown
}

/** The events of a run, normalised: adjacent prints of a stream are one, and values are their canonical texts. */
export function transcript(events: readonly BridgeEvent[], language: Language): TranscriptEntry[] {
  const entries: TranscriptEntry[] = []
  for (const event of events) {
    const last = entries.at(-1)
    if (event.type === 'print' && last?.type === 'print' && last.stream === event.stream) {
      entries[entries.length - 1] = { ...last, text: `${last.text}${event.text}` }
    } else entries.push(normalise(event, language))
  }
  return entries.map((entry) => (entry.type === 'print' ? { ...entry, text: abridge(String(entry.text)) } : entry))
}

function normalise(event: BridgeEvent, language: Language): TranscriptEntry {
  const show = (value: unknown): string => abridge(canonical(value, language))
  switch (event.type) {
    case 'runStarted':
      return { type: event.type, scriptName: event.scriptName }
    case 'print':
      return { type: event.type, stream: event.stream, text: event.text }
    case 'callStarted': {
      const { type, callId, name, methodCall, receiver, position } = event
      const args = event.args.map(show)
      return { type, callId, name, args, kwargs: show(event.kwargs), methodCall, receiver: receiver?.name, position }
    }
    case 'osCallStarted':
      return {
        type: event.type,
        callId: event.callId,
        name: event.name,
        args: event.args.map(show),
        kwargs: show(event.kwargs),
      }
    case 'callFinished':
    case 'osCallFinished': {
      const { type, callId, name, error } = event
      return error ? { type, callId, name, error } : { type, callId, name, result: show(event.result) }
    }
    case 'futuresPending':
      return { type: event.type, callIds: event.callIds }
    case 'callAbandoned': {
      const { type, callId, name, error, hint } = event
      const result = 'result' in event ? show(event.result) : undefined
      return { type, callId, name, error, result, hint }
    }
    case 'runFinished':
      return {
        type: event.type,
        value: show(event.value),
        hostCalls: event.usage.hostCalls,
        printBytes: event.usage.printBytes,
      }
    case 'runFailed': {
      const { excType, message, traceback, scriptName, limit } = event.error
      // What was used when a limit struck, and where the guest was then, are measurements: they differ from run to run.
      const measured = limit !== undefined && limit.limit !== 'stackDepth'
      return {
        type: event.type,
        excType,
        message: limit ? limit.limit : message,
        traceback: measured ? [] : abridgeFrames(traceback),
        scriptName,
        limit: limit?.limit,
      }
    }
    case 'runCancelled':
      return { type: event.type, reason: String(event.reason) }
  }
}

/** The stream in short, as `expect.events` writes it; without the start, which every run has. */
export function shortEvents(events: readonly BridgeEvent[]): string[] {
  return events.slice(1).map(short)
}

function short(event: BridgeEvent): string {
  switch (event.type) {
    case 'runStarted':
      return 'started'
    case 'print':
      return `${event.stream === 'stderr' ? 'stderr' : 'print'} ${event.text.replace(/\n$/, '')}`
    case 'callStarted':
    case 'osCallStarted':
      return `call ${event.name}`
    case 'callFinished':
    case 'osCallFinished':
      return `${event.error ? 'raise' : 'return'} ${event.name}`
    case 'futuresPending':
      return `futures ${event.callIds.length}`
    case 'callAbandoned':
      return `abandon ${event.name}`
    case 'runFinished':
      return 'finished'
    case 'runFailed':
      return 'failed'
    case 'runCancelled':
      return 'cancelled'
  }
}

/** Longer texts are kept by their beginning, their length and a hash: enough to tell whether two are equal. */
const LONGEST_TEXT = 4000

function abridge(text: string): string {
  return text.length <= LONGEST_TEXT
    ? text
    : `${text.slice(0, 1000)}… (${text.length} characters, hash ${hashOf(text)})`
}

/** Of a traceback with more frames, as of endless recursion, both ends are kept. */
const MOST_FRAMES = 20

function abridgeFrames(frames: readonly StackFrame[]): readonly unknown[] {
  if (frames.length <= MOST_FRAMES) return frames
  const between = frames.slice(MOST_FRAMES / 2, -MOST_FRAMES / 2)
  const text = `… (${between.length} frames, hash ${hashOf(JSON.stringify(between))})`
  return [...frames.slice(0, MOST_FRAMES / 2), text, ...frames.slice(-MOST_FRAMES / 2)]
}

/** FNV-1a. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16)
}
