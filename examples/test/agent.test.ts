import type { BridgeEvent } from '@interpreter-bridge/core'
import { describe, expect, test } from 'vitest'
import { runAgent } from '../agent.mjs'

const report = { reminded: ['reminder for Invoice A-17'], failed: ['Babbage & Co'], total_eur: 1666.06 }

describe.each(['native', 'wasm', 'quickjs'])('the agent program on %s', (name) => {
  test('calls the tools, survives the one that fails, prints as it goes, and reports', async () => {
    const events: BridgeEvent[] = []
    const types: string[] = []
    const end = await runAgent(
      name,
      (event: BridgeEvent) => events.push(event),
      (text: string) => types.push(text),
    )
    expect(types).toEqual([name === 'quickjs' ? '' : 'types checked\n'])
    expect(end).toMatchObject({ type: 'runFinished', value: report, usage: { hostCalls: 5 } })
    const names = events.flatMap((event) => (event.type === 'callStarted' ? [event.name] : []))
    expect(names).toEqual(['list_invoices', 'exchange_rate', 'send_reminder', 'exchange_rate', 'send_reminder'])
    const text = events.flatMap((event) => (event.type === 'print' ? [event.text] : [])).join('')
    expect(text).toBe(
      '4 open invoices\nBabbage & Co: 1104.46 EUR, 90 days late\n' +
        'could not remind Babbage & Co: not-an-address is no e-mail address\nAda Ltd: 561.60 EUR, 45 days late\n',
    )
    const failed = events.filter((event) => event.type === 'callFinished' && event.error)
    expect(failed).toMatchObject([{ name: 'send_reminder', error: { excType: 'ValueError' } }])
  })
})
