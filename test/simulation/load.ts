// Loads the simulation: the product's code gets its SQLite files on simulated disks. Import this one, never run.ts.
import { registerHooks } from 'node:module'

const own = new URL('.', import.meta.url).href
let loaded: Promise<typeof import('./run.ts')> | undefined

/** The product's stores must not have been loaded before in this process. */
export const loadSimulation = (): Promise<typeof import('./run.ts')> => {
  loaded ??= load()
  return loaded
}

const load = () => {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'node:sqlite' && !context.parentURL?.startsWith(own)
        ? { url: new URL('sqlite.ts', own).href, shortCircuit: true }
        : next(specifier, context),
  })
  return import('./run.ts')
}
