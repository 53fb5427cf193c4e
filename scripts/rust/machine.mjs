// Where things are on this machine. The tests make one up, so that nothing of the real one is found.
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * @typedef {object} Machine
 * @property {string} cargoBin where rustup puts its commands, on PATH or not
 * @property {string} systemBin where the system's package manager puts commands, and is itself
 * @property {boolean} isRoot whether the system's packages may be installed without asking
 * @property {string} lock the file that keeps a second set-up of this user waiting
 */

/** @type {Machine} */
export const thisMachine = {
  cargoBin: join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'bin'),
  systemBin: '/usr/bin',
  isRoot: process.getuid?.() === 0,
  lock: join(tmpdir(), `interpreter-bridge-setup-${userInfo().username}.lock`),
}
