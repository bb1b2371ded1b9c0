// The row rebuild-postgres: a new version of a view from the log, against \copy of the same rows into the same table.
import { dropVersion, rebuildProjection } from '../platform/postgres-versions.ts'
import { projectorsRoom } from '../projectors/room.ts'
import { copyRate, libraryLog, linesOf } from './library-log.ts'
import { inPairs, type Measured } from './pairs.ts'

const count = 300_000

/** The whole way: from the wish over joining the group to the last row; the room does nothing else meanwhile. */
export const rebuildPostgresRow = async (say: (line: string) => void): Promise<Measured> => {
  const { log, codec, logger, postgres, library, append, hasRead, close } = await libraryLog('rebuild')
  await append('EntitlementGranted', count, 1_767_225_600_000)
  const room = await projectorsRoom({ log, codec, postgres, logger, projections: [library] })
  try {
    await hasRead(1)
    const lines = await linesOf(postgres)
    return await inPairs({
      ...{ name: 'rebuild-postgres', unit: 'rows/s', say },
      ours: async () => {
        const began = performance.now()
        const cpu = process.cpuUsage()
        const made = await postgres.transaction((client) => rebuildProjection(client, 'library'))
        await hasRead(made.version)
        const rate = count / ((performance.now() - began) / 1_000)
        const { user, system } = process.cpuUsage(cpu)
        say(`  ${((user + system) / count).toFixed(1)} µs of this process's CPU time a row`)
        await postgres.transaction((client) => dropVersion(client, made))
        return rate
      },
      reference: () => copyRate(postgres, library, lines, count),
    })
  } finally {
    await room.stop()
    await close()
  }
}
