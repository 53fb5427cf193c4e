// Events as a person reads them: prints as text, a call as `name(args) → result`, an error as its traceback.
import { formatTraceback, repr, toPlain } from '@interpreter-bridge/core'

/** Of adjacent prints and of all items the last are shown, of a text the beginning; what is missing is counted. */
const MAX_LINES = 1000
const MAX_ITEMS = 1000
const MAX_TEXT = 5000

const cut = (text) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text)
const count = (number, what) => `${number.toLocaleString('en')} ${what}`

/** A list that grows once in a frame, however many events there are. */
export class Timeline {
  #list
  #show
  #waiting = []
  #frame = 0
  /** The adjacent prints to which the next one belongs: its item, its last lines, and how many came before them. */
  #prints
  #calls = new Map()
  #dropped = 0

  constructor(list, language) {
    this.#list = list
    this.#show = language === 'python' ? (value) => repr(value) : (value) => JSON.stringify(toPlain(value))
    list.replaceChildren()
  }

  add(events) {
    for (const event of events) this.#waiting.push(event)
    this.#frame ||= requestAnimationFrame(() => this.draw())
  }

  /** What has come so far. */
  draw() {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    const events = this.#waiting
    this.#waiting = []
    for (const event of events) this.#put(event)
    this.#drawPrints()
    this.#dropOldest()
    this.#list.scrollTop = this.#list.scrollHeight
  }

  #put(event) {
    if (event.type === 'print') return this.#print(event)
    switch (event.type) {
      case 'runStarted':
        return this.#item('note', `▶ ${event.scriptName}`)
      case 'callStarted':
      case 'osCallStarted': {
        const call = `${event.name}(${this.#args(event)})`
        return this.#calls.set(event.callId, { call, item: this.#item('call', `${call} …`) })
      }
      case 'callFinished':
      case 'osCallFinished': {
        const { call, item } = this.#calls.get(event.callId) ?? { call: event.name, item: this.#item('call', '') }
        const { error } = event
        item.textContent = cut(`${call} → ${error ? `${error.excType}: ${error.message}` : this.#show(event.result)}`)
        if (error) item.className = 'call failed'
        return this.#calls.delete(event.callId)
      }
      case 'callAbandoned':
        return this.#item('note', `✗ ${event.hint ?? `${event.name}(…): nobody took its result`}`)
      case 'runFinished':
        return this.#item('value', `= ${this.#show(event.value)}`)
      case 'runFailed':
        return this.#item('failed', formatTraceback(event.error))
      case 'runCancelled':
        return this.#item('note', `■ ${typeof event.reason === 'string' ? event.reason : this.#show(event.reason)}`)
    }
  }

  #args({ args, kwargs }) {
    const named = Object.entries(kwargs).map(([name, value]) => `${name}=${this.#show(value)}`)
    return [...args.map((value) => this.#show(value)), ...named].join(', ')
  }

  #print({ stream, text }) {
    if (this.#prints?.stream !== stream) {
      this.#drawPrints()
      this.#prints = { stream, item: this.#item(`print ${stream}`, '', false), lines: [], hidden: 0, endsLine: true }
    }
    const { lines, endsLine } = this.#prints
    if (endsLine) lines.push(text)
    else lines[lines.length - 1] = cut(lines.at(-1) + text)
    this.#prints.endsLine = text.endsWith('\n')
    // Twice as many are kept, so that not each new one moves all others.
    if (lines.length < 2 * MAX_LINES) return
    this.#prints.hidden += lines.length - MAX_LINES
    lines.splice(0, lines.length - MAX_LINES)
  }

  #drawPrints() {
    if (!this.#prints) return
    const { item, lines, hidden } = this.#prints
    const shown = lines.slice(-MAX_LINES)
    const missing = hidden + lines.length - shown.length
    const text = shown.map(cut).join('').replace(/\n$/, '')
    item.textContent = missing > 0 ? `… ${count(missing, 'lines before')}\n${text}` : text
  }

  #item(className, text, endsPrints = true) {
    if (endsPrints) {
      this.#drawPrints()
      this.#prints = undefined
    }
    const item = document.createElement('li')
    item.className = className
    item.textContent = cut(text)
    this.#list.append(item)
    return item
  }

  #dropOldest() {
    const extra = this.#list.childElementCount - MAX_ITEMS
    if (extra <= 0) return
    for (let i = 0; i < extra; i++) this.#list.firstElementChild.remove()
    this.#dropped += extra
    this.#list.start = this.#dropped + 1
  }
}
