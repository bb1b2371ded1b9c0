// The row command-alone: one command at a time over HTTP, from the request to its answer, against one bare transaction.
import kafkajs from 'kafkajs'
import { createLogger } from '../platform/logger.ts'
import { kafkaClient } from '../runtime/kafka/client.ts'
import { loggedIn } from '../start/demo/people.ts'
import { appProcess } from '../test/app.ts'
import { bareTransactions } from './calibration.ts'
import { inFlight } from './in-flight.ts'
import { inPairs, type Measured } from './pairs.ts'

const count = 100

/** What holds money is flushed at every message; here what is drafted is too. */
const flushed = async (brokers: string, topic: string): Promise<void> => {
  const admin = kafkaClient({
    brokers: brokers.split(','),
    clientId: 'bench',
    logger: createLogger('bench', 'warn'),
  }).admin()
  await admin.connect()
  try {
    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
    const kept = (resources[0]?.configEntries ?? []).filter(({ isDefault }) => !isDefault)
    const configEntries = [
      ...kept.filter(({ configName }) => configName !== 'flush.messages'),
      { configName: 'flush.messages', configValue: '1' },
    ].map(({ configName: name, configValue: value }) => ({ name, value }))
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] })
  } finally {
    await admin.disconnect()
  }
}

/** Ours: POST /v1/films of the whole product in a process of its own, p50. */
export const commandAloneRow = async (say: (line: string) => void): Promise<Measured> => {
  const app = await appProcess({ name: 'bench-alone', env: { MATINEE_LOG_LEVEL: 'error' } })
  const brokers = app.env.MATINEE_KAFKA ?? ''
  await flushed(brokers, `${app.env.MATINEE_TOPIC_PREFIX}catalogue`)
  const bare = await bareTransactions(brokers)
  const seller = await loggedIn(app.url, app.people.seller)
  let drafted = 0
  const draft = () => seller.post('/v1/films', { title: `Film ${drafted++}` })
  try {
    return await inPairs({
      ...{ name: 'command-alone', unit: 'ms (p50)', say },
      ours: async () => (await inFlight(1, count, draft)).p50,
      reference: async () => (await inFlight(1, count, bare.one)).p50,
    })
  } finally {
    await bare.close()
    await app.stop()
  }
}
