// What is measured, a line per row in the table's order: the name, the work, what must hold, and who measures it.
import type { Measured } from './pairs.ts'

export type Say = (line: string) => void

/** `atLeast` says for people what `holds` decides; the modules of a row are loaded when it is run. */
export type RowOf = Readonly<{
  name: string
  work: string
  reference: string
  atLeast: string
  holds(row: Measured): boolean
  run(say: Say): Promise<Measured>
}>

type Rule = Pick<RowOf, 'atLeast' | 'holds'>

/** More is better: ours is at least so many times the reference. */
export const ratioAtLeast = (least: number): Rule => ({
  atLeast: `ratio ≥ ${least}`,
  holds: ({ ratio }) => ratio !== null && ratio >= least,
})

/** Less is better: at most so many times the reference, and never more than `most` of the unit. */
export const atMost = ({ ratio: most = Infinity, ours: bound = Infinity, unit = '' }): Rule => ({
  atLeast: [...(most < Infinity ? [`ratio ≤ ${most}`] : []), ...(bound < Infinity ? [`≤ ${bound} ${unit}`] : [])].join(
    ', ',
  ),
  holds: ({ ours, ratio }) => ours <= bound && (most === Infinity || (ratio !== null && ratio <= most)),
})

/** Shown for what it is; nothing is asked of it. */
const shown: Rule = { atLeast: '–', holds: () => true }

// biome-ignore format: a line per row
export const rows: readonly RowOf[] = [
  { name: 'commands-1024', work: 'commands decided exactly once, 1,024 in flight', reference: 'the barest kafkajs loop', ...ratioAtLeast(0.7), run: async (say) => (await import('./commands.ts')).commandRow('commands-1024', say) },
  { name: 'commands-emmett', work: 'the same', reference: 'Emmett on the same Postgres', ...ratioAtLeast(3), run: async (say) => (await import('./commands-emmett.ts')).commandsEmmettRow(say) },
  { name: 'command-alone', work: 'one command alone over HTTP, topics flushed', reference: 'one bare transaction on flushed topics', ...atMost({ ratio: 2.5, ours: 15, unit: 'ms' }), run: async (say) => (await import('./command-alone.ts')).commandAloneRow(say) },
  { name: 'visible-postgres', work: 'acknowledged to visible in Postgres, p99 at 300 commands/s, beside a rebuild', reference: 'the same without the rebuild', ...atMost({ ratio: 1.2, ours: 200, unit: 'ms' }), run: async (say) => (await import('./visible-postgres.ts')).visiblePostgresRow(say) },
  { name: 'rebuild-postgres', work: 'log to Postgres: a new version of a view', reference: '`\\copy` of the same rows into the same table with its indexes', ...ratioAtLeast(0.3), run: async (say) => (await import('./rebuild-postgres.ts')).rebuildPostgresRow(say) },
  { name: 'upsert-postgres', work: 'log to Postgres: a live view changes its rows', reference: '`\\copy` of the same rows into the same table with its indexes', ...ratioAtLeast(0.2), run: async (say) => (await import('./upsert-postgres.ts')).upsertPostgresRow(say) },
  { name: 'restart-10m', work: 'restart of a decider: 1 M viewers, 10 M events', reference: 'the same with 1 M events', ...atMost({ ratio: 1.1, ours: 5, unit: 's' }), run: async (say) => (await import('./restart.ts')).restartRow(say) },
  { name: 'window-count', work: 'a windowed count per key, exactly once', reference: 'Kafka Streams, two threads', ...ratioAtLeast(0.5), run: async (say) => (await import('./window-count/row.ts')).windowCountRow(say) },
  { name: 'memory-1m', work: 'memory of the deciders with 1 M viewers', reference: '–', ...atMost({ ours: 600, unit: 'MB' }), run: async (say) => (await import('./restart.ts')).memoryRow(say) },
  { name: 'commands-1', work: 'one command after the other through the client', reference: 'the barest kafkajs loop', ...shown, run: async (say) => (await import('./commands.ts')).commandRow('commands-1', say) },
  { name: 'play-events', work: 'play events over HTTP, standing on the log', reference: 'a bare Fastify route', ...shown, run: async (say) => (await import('./play-events.ts')).playEventsRow(say) },
  { name: 'ladder', work: 'a film to all its renditions, checked', reference: 'plain ffmpeg and packager', ...shown, run: async (say) => (await import('./ladder.ts')).ladderRow({ say }) },
]
