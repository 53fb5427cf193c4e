import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './foreign-project.js'

/** A path from the repository's root, as comments and documents write it. What a build makes may be missing. */
const path =
  /(?<![\w./@-])((?:scripts|crates|packages|integration|examples|bench)\/(?!\S*\/dist\/)[\w./-]+\.(?:mjs|ts|rs|js|toml|yaml|txt|json|py|html))\b/g

test('files that comments and documents name are there', () => {
  const files = execFileSync('git', ['ls-files', '-z', '*.md', '*.mjs', '*.ts', '*.rs', '*.toml', '.ci'], { cwd: root })
  const named = files
    .toString()
    .split('\0')
    .filter((file) => file && !file.startsWith('.changeset/') && existsSync(join(root, file)))
    .flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(path)].map(([, name]) => ({ file, name: name as string })),
    )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ name }) => !existsSync(join(root, name)))).toEqual([])
})
