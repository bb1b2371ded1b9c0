// The row commands-emmett: commands decided exactly once, against Emmett's command handler on our Postgres.
import { join } from 'node:path'
import { emmettModules } from '../start/servers/places.ts'
import type { EmmettOptions } from './emmett/append.ts'
import { inFlight } from './in-flight.ts'
import { inPairs, type Measured } from './pairs.ts'
import { referenceProcess } from './reference-process.ts'
import { registrations } from './registrations.ts'

const width = 1_024
/** Emmett needs longer for one. */
const counts = { ours: 20_480, reference: 8_192 }
const connections = 32

export const commandsEmmettRow = async (say: (line: string) => void): Promise<Measured> => {
  const { env, register, close } = await registrations('emmett')
  const options: EmmettOptions = { modules: emmettModules, postgres: env.MATINEE_POSTGRES ?? '', connections }
  try {
    const reference = await referenceProcess(join(import.meta.dirname, 'emmett/append.ts'), options)
    try {
      return await inPairs({
        ...{ name: 'commands-emmett', unit: 'commands/s', say },
        ours: async () => (await inFlight(width, counts.ours, register)).rate,
        reference: async () => (await reference.measure({ width, count: counts.reference })).rate,
      })
    } finally {
      await reference.close()
    }
  } finally {
    await close()
  }
}
