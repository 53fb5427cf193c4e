import type { Tier } from '../fixture.js'
import type { LadderResult } from '../ladder.js'

const marks: Readonly<Record<LadderResult['verdict'], string>> = {
  pass: '.',
  'known-failure': 'k',
  unsupported: ' ',
  fail: 'F',
  'unexpected-pass': 'U',
  crash: 'C',
  timeout: 'T',
}

/** Shows how far each backend is: counts on a terminal, elsewhere a line of marks when a backend has ended. */
export class Progress {
  readonly #total: number
  readonly #lines: Map<string, string>

  constructor(backends: readonly string[], tiers: readonly Tier[]) {
    this.#total = tiers.reduce((sum, { fixtures }) => sum + fixtures.length, 0)
    this.#lines = new Map(backends.map((backend) => [backend, '']))
  }

  show({ backend, verdict }: LadderResult): void {
    this.#lines.set(backend, (this.#lines.get(backend) ?? '') + marks[verdict])
    if (!process.stdout.isTTY) return
    const counts = [...this.#lines].map(([name, line]) => `${name} ${line.length}/${this.#total}`)
    process.stdout.write(`\r${counts.join('   ')}`)
  }

  end(): void {
    if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
    for (const [backend, line] of this.#lines)
      process.stdout.write(`${backend.padEnd(8)} ${line.replaceAll(' ', '')}\n`)
  }
}
