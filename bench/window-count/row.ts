// The row window-count: a windowed count per key, exactly once, against the same job in Kafka Streams on the same broker.
import { join } from 'node:path'
import { topicsOf } from '../../runtime/index.ts'
import { benchInstallation } from '../installation.ts'
import { inPairs, type Measured } from '../pairs.ts'
import { events, fill } from './input.ts'
import { job } from './job.ts'
import { type Said, watch } from './measured.ts'
import { type Counter, ours } from './ours.ts'
import { streams } from './streams.ts'

const output = 'streams-output'
/** as the broker says when they were written: the same clock for both */
const timed = { 'message.timestamp.type': 'LogAppendTime' }

export const windowCountRow = async (say: (line: string) => void): Promise<Measured> => {
  const { env, partitions, brokers, topicPrefix, log, codec } = await benchInstallation('window-count')
  if (partitions !== job.partitions) throw new Error(`this row wants ${job.partitions} partitions`)
  const twins = topicsOf(partitions)
    .filter(({ topic }) => topic === 'qoe')
    .map((topic) => ({ ...topic, settings: { ...topic.settings, ...timed } }))
  await log.createTopics([...twins, ...twins.map((twin) => ({ ...twin, topic: output }))])
  const wanted = await fill(log, codec)
  say(`window-count: ${events} events of ${job.keys} keys stand on ${job.partitions} partitions`)

  const mine: Said = ({ value, headers }) => {
    if (headers.type !== 'QoeMinute') return undefined
    const one = codec.decode(value)
    return one.type === 'QoeMinute' && !('unknown' in one)
      ? { name: `${one.filmId} ${one.minute}`, count: one.plays }
      : undefined
  }
  const theirs: Said = ({ key, value }) => {
    const [start, count] = value.toString().split(' ')
    return { name: `${key} ${start}`, count: Number(count) }
  }
  const rate = (who: string, counter: Counter, topic: string, said: Said) => {
    let round = 0
    let cpu = 0
    return async () => {
      const watched = await watch(log, topic, said)
      await counter.begin(++round)
      const result = await watched.rate(wanted)
      const until = await counter.end()
      say(`  ${who}: ${Math.round(result)} events/s, ${((1e6 * (until - cpu)) / events).toFixed(1)} µs of CPU an event`)
      cpu = until
      return result
    }
  }
  const counters = {
    ours: ours(env),
    reference: streams({ brokers, prefix: topicPrefix, output, folder: join(env.MATINEE_STATE ?? '', 'streams') }),
  }
  try {
    return await inPairs({
      ...{ name: 'window-count', unit: 'events/s', say },
      ours: rate('ours', counters.ours, 'qoe', mine),
      reference: rate('Kafka Streams', counters.reference, output, theirs),
    })
  } finally {
    await Promise.all([counters.ours.close(), counters.reference.close()])
    await log.close()
  }
}
