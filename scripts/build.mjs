// `npm run build`: builds every package, TypeScript and Rust.
import { run } from './say.mjs'
import { setup, turbo } from './setup.mjs'

run(async () => {
  await setup()
  await turbo('build', 'build:rust')
})
