// Finds the projections by their place: every folder beside this file that has a handlers.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Log, Projection } from '../runtime/index.ts'

/** Rows whose time in this column is older are removed: what the log keeps for ever a view need not. */
export type Keep = Readonly<{ column: string; days: number }>

export type Loaded = Readonly<{
  projection: Projection
  tableSql: string
  keep: Keep | undefined
  /** the log as the projection reads it, where that is not as it is */
  through: (log: Log) => Log
}>

const here = new URL('.', import.meta.url)

/** By name. Throws when a folder exports no projection, or when two have the same name. */
export const loadProjections = async (): Promise<readonly Loaded[]> => {
  const folders = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/handlers.ts`, here)))
    .map((entry) => entry.name)
  const loaded = await Promise.all(folders.map(load))
  const names = new Set(loaded.map(({ projection }) => projection.name))
  if (names.size < loaded.length) throw new Error('two projections have the same name')
  return loaded.sort((a, b) => (a.projection.name < b.projection.name ? -1 : 1))
}

const load = async (folder: string): Promise<Loaded> => {
  const exported: Readonly<Record<string, unknown>> = await import(new URL(`${folder}/handlers.ts`, here).href)
  const projection = Object.values(exported).find(isProjection)
  if (!projection) throw new Error(`projectors/${folder}/handlers.ts exports no projection`)
  return {
    projection,
    tableSql: readFileSync(projection.table?.pathname ?? new URL(`${folder}/table.sql`, here).pathname, 'utf8'),
    keep: exported.keep as Keep | undefined,
    through: (exported.through as Loaded['through'] | undefined) ?? ((log) => log),
  }
}

const isProjection = (value: unknown): value is Projection =>
  typeof value === 'object' && value !== null && 'keysOf' in value && 'fold' in value
