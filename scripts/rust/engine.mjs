// The engine's source with the repository's patch: Cargo.toml's `[patch.crates-io]` points at it. It is cargo's own copy of the
// registry's package, so nothing of it is kept here, and it is made anew only when the patch has changed.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { locked } from '../lock.mjs'
import { attempt, root, Stop, say } from '../say.mjs'
import { TARGET } from './toolchain.mjs'

const ENGINE = {
  version: '1.4.0',
  checksum: 'b7d354901f6d6655e6bc3826f31c035417025253d7c3f7b3ef1519f681dd3469',
}
const patch = join(root, `patches/monty-${ENGINE.version}.patch`)
const folder = join(root, 'target/engine')
const patched = join(folder, 'monty')
const stamp = join(folder, 'stamp')
/** What a build does not read. */
const LEFT_OUT = new Set(['tests', 'test_cases', 'Cargo.lock', 'Cargo.toml.orig', '.cargo-ok', '.cargo_vcs_info.json'])

/** Makes the patched engine unless it is there. @throws Stop when it cannot be fetched or the patch does not apply */
export async function prepareEngine(toolchain) {
  const wanted = createHash('sha256').update(JSON.stringify(ENGINE)).update(readFileSync(patch)).digest('hex')
  const isReady = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
  if (isReady()) return
  mkdirSync(folder, { recursive: true })
  await locked(join(folder, 'lock'), async () => {
    if (isReady()) return
    say(`engine: fetching Monty ${ENGINE.version}, and applying ${basename(patch)}`)
    const draft = join(folder, 'draft')
    rmSync(draft, { recursive: true, force: true })
    cpSync(await fetchSource(toolchain), draft, {
      recursive: true,
      filter: (from) => !LEFT_OUT.has(basename(from)),
    })
    await applyPatch(draft)
    rmSync(patched, { recursive: true, force: true })
    renameSync(draft, patched)
    writeFileSync(stamp, wanted)
  })
}

/** Has cargo download and verify the engine, with the versions of Cargo.lock; returns cargo's copy of its source. */
async function fetchSource({ cargo, env }) {
  const project = join(folder, 'source')
  mkdirSync(join(project, 'src'), { recursive: true })
  writeFileSync(join(project, 'src/lib.rs'), '')
  writeFileSync(
    join(project, 'Cargo.toml'),
    `[package]\nname = "engine-source"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\nmonty = "=${ENGINE.version}"\n`,
  )
  writeFileSync(join(project, 'Cargo.lock'), unpatchedLock())
  const args = ['metadata', '--format-version', '1', '--filter-platform', TARGET]
  const answer = await attempt(cargo, args, { env, cwd: project })
  if (!answer.ok) throw new Stop(`cargo could not fetch Monty ${ENGINE.version}: ${answer.reason}`)
  const { packages } = JSON.parse(answer.text)
  return dirname(packages.find(({ name }) => name === 'monty').manifest_path)
}

/** Cargo.lock as it would be without the patch: the engine comes from the registry, and has its checksum. */
function unpatchedLock() {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8')
  const [source] = /^source = "registry\+.*"$/m.exec(lock)
  const engine = `name = "monty"\nversion = "${ENGINE.version}"\n`
  if (!lock.includes(engine))
    throw new Stop(`Cargo.lock does not have Monty ${ENGINE.version}, for which the patch is.`)
  return lock.replace(engine, `${engine}${source}\nchecksum = "${ENGINE.checksum}"\n`)
}

async function applyPatch(directory) {
  // Not as a part of this repository: git would look for the files from its root.
  const env = { GIT_CEILING_DIRECTORIES: folder }
  const applied = await attempt('git', ['apply', '--whitespace=nowarn', patch], { env, cwd: directory })
  if (!applied.ok || !existsSync(join(directory, 'src/correctly_rounded.rs'))) {
    throw new Stop(
      `${basename(patch)} does not apply to Monty ${ENGINE.version}: ${applied.reason ?? 'nothing changed'}`,
    )
  }
}
