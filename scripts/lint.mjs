// `npm run lint`: Biome, rustfmt and clippy; and the generated files are those that the sources give.
import { command, run, say } from './say.mjs'
import { setup } from './setup.mjs'

run(async () => {
  await setup()
  say('biome')
  await command('biome', ['ci', '--error-on-warnings', '.'])
  say('rustfmt')
  await command('node', ['scripts/cargo.mjs', 'fmt'])
  say('clippy')
  await command('node', ['scripts/cargo.mjs', 'clippy'])
})
