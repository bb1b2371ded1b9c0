// The row upsert-postgres: a live view changes rows that are there, against \copy of the same rows into the same table.
import { projectorsRoom } from '../projectors/room.ts'
import { copyRate, libraryLog, linesOf } from './library-log.ts'
import { inPairs, type Measured } from './pairs.ts'

const count = 300_000

/** A projector that was away finds an event for each row and applies them all, from its start on. */
export const upsertPostgresRow = async (say: (line: string) => void): Promise<Measured> => {
  const { log, codec, logger, postgres, library, append, hasRead, close } = await libraryLog('upsert')
  let at = 1_767_225_600_000
  await append('EntitlementGranted', count, at)
  const caughtUp = async (): Promise<number> => {
    const began = performance.now()
    const room = await projectorsRoom({ log, codec, postgres, logger, projections: [library] })
    await hasRead(1)
    const rate = count / ((performance.now() - began) / 1_000)
    await room.stop()
    return rate
  }
  try {
    await caughtUp()
    const lines = await linesOf(postgres)
    return await inPairs({
      ...{ name: 'upsert-postgres', unit: 'rows/s', say },
      ours: async () => {
        at += 1_000
        await append('RentalStarted', count, at)
        return caughtUp()
      },
      reference: () => copyRate(postgres, library, lines, count),
    })
  } finally {
    await close()
  }
}
