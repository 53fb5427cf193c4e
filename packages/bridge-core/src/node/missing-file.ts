import { existsSync } from 'node:fs'

/**
 * What to do when a file that a build makes is not in the package of the module `moduleUrl`, which is in its `dist`: in the
 * repository, which alone has the sources, to run `command`.
 */
export function remedyForMissingFile(moduleUrl: string, command: string): string {
  return existsSync(new URL('../Cargo.toml', moduleUrl))
    ? `build it with \`${command}\``
    : 'the package is incomplete: install it again, and report it if that does not help'
}
