// One process of ours: takes its share of the partitions, and reads when it is told to.
import { join } from 'node:path'
import { createLogger } from '../../platform/logger.ts'
import { kafkaLog, type Log, type RunningProcessor, registryCodec, runProcessor } from '../../runtime/index.ts'
import { counts, job } from './job.ts'

export type Asked = Readonly<{ round: number }> | 'read' | 'stop'
/** `cpu` in seconds since the process began */
export type Told = Readonly<{ holds: number }> | Readonly<{ stopped: true; cpu: number }>

const CLOSE_WITHIN = 10_000
const env = process.env
const logger = createLogger('bench window-count', 'warn')
const log = await kafkaLog({
  ...{ brokers: env.MATINEE_KAFKA ?? '', clientId: 'bench-window-count', logger },
  ...{ installation: env.MATINEE_INSTALLATION ?? '', topicPrefix: env.MATINEE_TOPIC_PREFIX ?? '' },
})
const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
await codec.prepare()

let reading = Promise.withResolvers<void>()
let running: RunningProcessor | undefined
let last: Told | undefined

const tell = (told: Told) => {
  if (process.connected && JSON.stringify(told) !== JSON.stringify(last)) process.send?.(told)
  last = told
}
const held = () => (running?.health().detail?.partitions as unknown[] | undefined)?.length ?? 0
const look = setInterval(() => tell({ holds: held() }), 100)

const tail: Log['tail'] = async (...args) => {
  await reading.promise
  return log.tail(...args)
}

const begin = async (round: number) => {
  reading = Promise.withResolvers()
  const stateDir = join(env.MATINEE_STATE ?? '', `window-count-${process.pid}`)
  running = await runProcessor({
    ...{ log: { ...log, tail }, codec, processor: counts(round), installation: env.MATINEE_INSTALLATION ?? '' },
    ...{ stateDir, logger, limits: { sayWithin: job.commitMs } },
  })
}

const stop = async () => {
  reading.resolve()
  await running?.stop()
  running = undefined
  const { user, system } = process.cpuUsage()
  tell({ stopped: true, cpu: (user + system) / 1e6 })
}

process.on('message', (asked: Asked) => {
  if (asked === 'read') reading.resolve()
  else if (asked === 'stop') void stop()
  else void begin(asked.round)
})
process.on('disconnect', () => {
  clearInterval(look)
  // What a client still has under way is of no use to anybody now.
  const end = () => process.exit(0)
  setTimeout(end, CLOSE_WITHIN)
  void stop()
    .then(() => log.close())
    .finally(end)
})
