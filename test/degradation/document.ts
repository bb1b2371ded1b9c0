// docs/degradation.md, written from what was seen.
import type { Cell } from './abilities.ts'
import { type Server, servers } from './servers.ts'

/** Ability, then server. */
export type Matrix = Readonly<Record<string, Readonly<Record<Server, Cell>>>>

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const documentOf = (matrix: Matrix): string => `# What works without what

<!-- Written by test/degradation/degradation.int.spec.ts from what it sees; it fails when this page says something else.
     To write it anew: MATINEE_WRITE_DEGRADATION=1 npm test -- --only int test/degradation -->

One installation, all rooms; each server is taken away while everything runs (Kafka's process is killed; connections to
the others are cut and refused), each of these is tried once from outside, and the server is given back. Afterwards
everything works again, within a minute, and what was taken meanwhile is done. Of servers that say nothing any more instead
of refusing the same is told (\`npm run proof -- degradation\`), only later: nobody waits longer than half a minute.

${row(['without', ...servers])}
${row(['---', ...servers.map(() => '---')])}
${Object.entries(matrix)
  .map(([name, cells]) => row([name, ...servers.map((server) => (cells[server] === 'works' ? '✓' : cells[server]))]))
  .join('\n')}

| | |
|---|---|
| ✓ | as always |
| later | taken; done by itself once the server is back |
| stale | answered, and the answer says that it may be old |
| put off | \`503\` with \`Retry-After\` and type \`unavailable\`: nothing happened, send it again |

Without the payment provider the first orders are taken, and wait for it. After five calls in a row without an answer, or
half of at least ten, it is left alone for a quarter of a minute, then tried once, and so on until it answers. Meanwhile
buying and renting are put off with type \`payments-unavailable\`, before anything is recorded; refunds wait, and what is
owned plays on.

The schema registry keeps its schemas in a Postgres database: whoever loses that server loses both. Rooms know every
schema of their version from their start on; without the registry none can be started, and those that run go on.
`
