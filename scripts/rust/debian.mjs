// Packages of the system, on Debian and what descends from it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { command, Stop, say } from '../say.mjs'

export const DEBIAN_LINKER = ['gcc', 'libc6-dev']
export const DEBIAN_RUST = [
  'rustc-web',
  'cargo-web',
  'rust-web-src',
  'rust-web-llvm',
  'lld-22',
  'rust-web-clippy',
  'rustfmt-web',
]

/**
 * Installs packages, if this is such a system.
 * @returns {Promise<boolean>} whether there was anything to try
 * @throws Stop with the command to type when that needs rights which this process does not have
 */
export async function debianPackages({ systemBin, isRoot }, packages, what) {
  const apt = join(systemBin, 'apt-get')
  if (!existsSync(apt)) return false
  const install = ['install', '-y', '--no-install-recommends', ...packages]
  if (!isRoot) {
    throw new Stop(`${what} is missing, and only root can install it: sudo apt-get ${install.join(' ')}`)
  }
  say(`installing ${what} from Debian's packages (about a minute)`)
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, allowFailure: true }
  // An installation that was interrupted leaves packages unconfigured, and apt-get then refuses every other.
  await command(join(systemBin, 'dpkg'), ['--configure', '-a'], options)
  await command(apt, ['-qq', 'update'], options)
  const code = await command(apt, ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...install], options)
  if (code !== 0) say(`apt-get could not install ${packages.join(' ')}`)
  return true
}
