// What must hold before anything runs: generated files, types, style, the house's laws, no unused code.
import type { Step } from './command.ts'

const bin = (name: string): string => `node_modules/.bin/${name}`

/** What the laws are kept in; web/ is cruised from its source. */
export const houses = [
  'schemas',
  'domain',
  'runtime',
  'platform',
  'command-api',
  'query-api',
  'projectors',
  'stream-processors',
  'media-workers',
  'workers',
  'edge',
  'web/src',
  'start',
  'test',
  'bench',
]

export const checks: readonly Step[] = [
  { name: 'generated files are what the schemas say', args: ['schemas/generate.ts', '--check'] },
  { name: "the README's figures are what was measured", args: ['bench/readme.ts', '--check'] },
  { name: 'types', args: [bin('tsc'), '--noEmit'] },
  { name: 'style', args: [bin('biome'), 'ci', '--colors=off'] },
  {
    name: "the house's laws",
    args: [
      '--import',
      './test/laws/typescript-with-api.mjs',
      bin('depcruise'),
      '--config',
      '.dependency-cruiser.mjs',
      ...houses,
    ],
  },
  { name: 'unused code', args: [bin('knip'), '--no-progress', '--no-config-hints'] },
]
