// What the scripts share: one way to talk, to run a command, and to give up with one sentence.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const started = Date.now()

/** Says what happens now. */
export function say(text) {
  process.stdout.write(`[${String(Math.round((Date.now() - started) / 1000)).padStart(4)} s] ${text}\n`)
}

/** Ends the script with one sentence. */
export class Stop extends Error {}

/** Runs `main`; a `Stop` ends it with its sentence and exit code 1. */
export async function run(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`\n${error.message}\n`)
    process.exitCode = 1
  }
}

/** The environment of every command: the project's own tools first, no questions, no telemetry. */
export function environment(extra = {}) {
  const bin = `${root}node_modules/.bin`
  return {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    ...extra,
  }
}

/** Runs a command with its output shown. @throws Stop naming the command when it fails, unless `allowFailure` */
export function command(name, args, { env, cwd = root, allowFailure = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env: environment(env) })
    child.on('error', (error) => reject(new Stop(`${name} could not be started: ${error.message}`)))
    child.on('close', (code) => {
      if (code === 0 || allowFailure) resolve(code)
      else reject(new Stop(`${name} ${args.join(' ')} failed with exit code ${code}.`))
    })
  })
}

/**
 * Runs a command silently, and never fails: `ok` with its output, or the `reason`, in one line, and whether it is `absent`.
 * @returns {Promise<{ ok: boolean, text: string, reason: string, absent: boolean }>}
 */
export function attempt(name, args, { env, cwd = root } = {}) {
  return new Promise((resolve) => {
    let [text, complaint] = ['', '']
    const child = spawn(name, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: environment(env) })
    child.stdout.on('data', (chunk) => (text += chunk))
    child.stderr.on('data', (chunk) => (complaint += chunk))
    child.on('error', (error) =>
      resolve({ ok: false, text: '', reason: error.message, absent: error.code === 'ENOENT' }),
    )
    child.on('close', (code) => {
      const lines = complaint.split('\n').filter((line) => line.trim())
      const reason = lines.find((line) => /^error/.test(line)) ?? lines[0] ?? `exit code ${code}`
      resolve({ ok: code === 0, text: text.trim(), reason, absent: false })
    })
  })
}
