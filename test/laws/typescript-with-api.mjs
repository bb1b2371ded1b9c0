// Preloaded for dependency-cruiser alone: TypeScript 7 has no interface for other programs, so it is given version 6.
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.replace(/^typescript(?=$|\/package\.json$)/, 'typescript-with-api'), context),
})
