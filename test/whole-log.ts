// Everything that stands on the log of an installation, as bytes and decoded.
import { readConfig, serversConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { createLogger } from '../platform/logger.ts'
import { type Decoded, isUnknown, type LogRecord, topicsOf } from '../runtime/index.ts'

export type Read = Readonly<{ record: LogRecord; type: string; fields: Readonly<Record<string, unknown>> }>

const fieldsOf = (decoded: Decoded): Readonly<Record<string, unknown>> =>
  isUnknown(decoded) ? decoded.fields : decoded

/** All committed records of these topics (every topic unless told), partition by partition in their order. */
export const wholeLog = async (
  env: Readonly<Record<string, string>>,
  topics?: readonly string[],
): Promise<readonly Read[]> => {
  const config = readConfig(serversConfig, env)
  const { log, codec } = await openLog(config, 'test', createLogger('test', 'silent'))
  const found: Read[] = []
  try {
    const all = topicsOf(config.MATINEE_PARTITIONS).map(({ topic }) => topic)
    for (const topic of topics ?? all)
      for (let partition = 0; partition < config.MATINEE_PARTITIONS; partition++) {
        const at = { topic, partition }
        await log.read(at, await log.start(at), (await log.ends(at)).committed, async (records) => {
          // Answers to repeated commands are no records of the catalogue.
          const isReply = topic.startsWith('replies.')
          if (!isReply) await codec.learn(records.map(({ value }) => value))
          for (const record of records) {
            const fields = isReply ? {} : fieldsOf(codec.decode(record.value))
            found.push({ record, type: record.headers.type ?? '', fields })
          }
        })
      }
    return found
  } finally {
    await log.close()
  }
}
