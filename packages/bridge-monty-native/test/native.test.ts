import { copyFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { createMontyNative } from '../dist/index.js'

const dist = resolve(import.meta.dirname, '../dist')

/** A copy of the built package in which the addon can be broken. */
function copyOfPackage(): string {
  const directory = mkdtempSync(join(tmpdir(), 'monty-native-'))
  cpSync(dist, directory, { recursive: true, filter: (file) => !file.endsWith('.node') })
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  symlinkSync(resolve(import.meta.dirname, '../node_modules'), join(directory, 'node_modules'))
  return directory
}

test('a missing addon is one sentence with what to do', async () => {
  const directory = copyOfPackage()
  const { createMontyNative: create } = await import(join(directory, 'index.js'))
  await expect(create()).rejects.toMatchObject({
    name: 'BridgeError',
    code: 'engine-missing',
    message: expect.stringMatching(/^the native Monty addon is not there; the package is incomplete: install it again/),
  })
  rmSync(directory, { recursive: true })
})

test('an addon that is no addon is reported with the loader’s reason', async () => {
  const directory = copyOfPackage()
  copyFileSync(join(dist, 'index.js'), join(directory, `monty.${process.platform}-${process.arch}.node`))
  const { createMontyNative: create } = await import(join(directory, 'index.js'))
  await expect(create()).rejects.toMatchObject({
    code: 'engine-missing',
    message: expect.stringMatching(/invalid ELF header|not a|slice/i),
  })
  rmSync(directory, { recursive: true })
})

/** Runs Python in a worker thread, which has a copy of the addon with memory counters of its own. */
function inWorker(code: string, times: number): Promise<string> {
  const source = `
    import { parentPort } from 'node:worker_threads'
    import { createMontyNative } from ${JSON.stringify(pathToFileURL(join(dist, 'index.js')).href)}
    const bridge = await createMontyNative({ limits: { memoryBytes: 8 << 20, timeMs: 60_000 } })
    let last
    for (let i = 0; i < ${times}; i++) last = await bridge.run(${JSON.stringify(code)}).then((r) => String(r.value), (e) => e.summary)
    await bridge.dispose()
    parentPort.postMessage(last)`
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`))
    worker.on('message', resolve)
    worker.on('error', reject)
  })
}

test('threads do not disturb each other’s memory limits', async () => {
  const modest = 'x = []\nfor i in range(20000):\n    x.append(str(i))\nlen(x)'
  const greedy = 'x = "a"\nwhile True:\n    x += x'
  const bridge = await createMontyNative({ limits: { memoryBytes: 8 << 20 } })
  const workers = Promise.all([inWorker(modest, 40), inWorker(greedy, 40)])
  for (let i = 0; i < 40; i++) expect((await bridge.run(modest)).value).toBe(20000)
  const [calm, stopped] = await workers
  expect(calm).toBe('20000')
  expect(stopped).toMatch(/^MemoryError: memory limit exceeded/)
  await bridge.dispose()
})
