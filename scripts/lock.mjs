// One process at a time, over a file that has the holder's process id.
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { say } from './say.mjs'

const POLL_MS = 250
/** Removing a dead holder's lock takes microseconds: who has not done it by then is dead, too. */
const REMOVAL_MS = 10_000

/** Runs `work` while holding the lock; waits for another process that holds it, unless that one is dead. */
export async function locked(file, work) {
  let said = false
  while (!create(file)) {
    const holder = readHolder(file)
    if (holder === undefined) continue
    const alive = isAlive(holder)
    if (!alive) removeDead(file, holder)
    else if (!said) say(`another set-up is at work (process ${holder}): waiting for it`)
    said ||= alive
    await delay(POLL_MS)
  }
  const release = () => rmSync(file, { force: true })
  const interrupted = () => process.exit(130)
  process.once('exit', release)
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
    release()
  }
}

/** Whether this process has made the file, which no other has. It is never seen without its content. */
function create(file) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, String(process.pid))
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The process that holds the lock; undefined when it has just been released. */
function readHolder(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return undefined
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two that wait must not both remove: the second would remove the first one's new lock. A lock of its own lets one do it. */
function removeDead(file, holder) {
  const removal = `${file}.removal`
  if (!create(removal)) {
    const age = statSync(removal, { throwIfNoEntry: false })?.mtimeMs
    if (age !== undefined && Date.now() - age > REMOVAL_MS) rmSync(removal, { force: true })
    return
  }
  if (readHolder(file) === holder) rmSync(file, { force: true })
  rmSync(removal, { force: true })
}
