import { PyModule } from '../values/classes.js'
import { idOf } from '../values/host-surface.js'
import type { RegisteredModule } from './compile-module.js'

/**
 * What the guest's `import` finds under a top-level name: the module with its submodules as attributes, each a module
 * again. `tools.nested` alone makes `tools` a package with nothing else in it.
 */
export function moduleTree(top: string, modules: ReadonlyMap<string, RegisteredModule>): PyModule | undefined {
  const names = [...modules.keys()].filter((name) => name === top || name.startsWith(`${top}.`))
  if (names.length === 0) return undefined
  const compose = (path: string): PyModule => {
    const below = names.filter((name) => name.startsWith(`${path}.`))
    const children = new Set(below.map((name) => name.slice(path.length + 1).split('.')[0] as string))
    const members = new Map(modules.get(path)?.members ?? [])
    for (const child of children) members.set(child, compose(`${path}.${child}`))
    return new PyModule(path, idOf(`module ${path}`), members)
  }
  return compose(top)
}
