// Kafka 4.2.1, one node, KRaft: broker settings of DESIGN "Topics" and protocol 22, and a JVM that stays small.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Child, healthy, startChild } from './child.ts'
import { java, kafkaJars } from './places.ts'

export type KafkaOptions = Readonly<{
  folder: string
  logFile: string
  host: string
  port: number
  controllerPort: number
  /** For tests: settings that differ, the id of the cluster that this node belongs to, another log4j2 file. */
  differing?: Readonly<{
    settings?: Readonly<Record<string, string | number | boolean>>
    clusterId?: string
    logSettings?: string
  }>
}>

const usualLogSettings = fileURLToPath(new URL('./kafka/log4j2.properties', import.meta.url))

const settings = ({
  folder,
  host,
  port,
  controllerPort,
  differing,
}: KafkaOptions): Record<string, string | number | boolean> => ({
  'process.roles': 'broker,controller',
  'node.id': 1,
  // Voters by address, not a dynamic quorum: the port may be another one at the next start.
  'controller.quorum.voters': `1@${host}:${controllerPort}`,
  listeners: `PLAINTEXT://${host}:${port},CONTROLLER://${host}:${controllerPort}`,
  'advertised.listeners': `PLAINTEXT://${host}:${port}`,
  'controller.listener.names': 'CONTROLLER',
  'log.dirs': path.join(folder, 'log'),
  'auto.create.topics.enable': false,
  'unclean.leader.election.enable': false,
  'log.retention.ms': -1,
  // A group's offset outlives the commands it counts (a week), however long nobody reads.
  'offsets.retention.minutes': 525_600,
  'num.partitions': 4,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 8,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 8,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'log.segment.bytes': 256 * 2 ** 20,
  // Preallocated index files are sparse, but one of 10 MB per partition makes a small data folder look large.
  'log.index.size.max.bytes': 2 * 2 ** 20,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'num.recovery.threads.per.data.dir': 2,
  'log.cleaner.dedupe.buffer.size': 16 * 2 ** 20,
  'socket.request.max.bytes': 16 * 2 ** 20,
  ...differing?.settings,
})

const asFile = (values: Record<string, string | number | boolean>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

const jvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xss512k', '-XX:MaxMetaspaceSize=160m']
const classPath = ['-cp', path.join(kafkaJars, '*')]

/** Its cluster id: 16 random bytes; the tool refuses one that begins with a dash. */
export const clusterId = (): string => {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? clusterId() : id
}

const format = async (options: KafkaOptions, file: string): Promise<void> => {
  fs.rmSync(path.join(options.folder, 'log'), { recursive: true, force: true })
  const { exited } = startChild({
    name: 'kafka format',
    command: java(),
    args: [
      ...jvm,
      ...classPath,
      'kafka.tools.StorageTool',
      'format',
      '-t',
      options.differing?.clusterId ?? clusterId(),
      '-c',
      file,
    ],
    logFile: options.logFile,
    cwd: options.folder,
  })
  const { code } = await exited
  if (code !== 0) throw new Error(`Kafka could not make its data folder; see ${options.logFile}`)
}

/*
  Metadata Request (Version: 1) => size api_key api_version correlation_id client_id [topics]
  Metadata Response (Version: 1) => size correlation_id [brokers] ...
    an unfenced broker names at least itself
*/
const knowsBrokers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const request = Buffer.alloc(18)
    request.writeInt32BE(14, 0)
    request.writeInt16BE(3, 4)
    request.writeInt16BE(1, 6)
    request.writeInt32BE(1, 8)
    request.writeInt16BE(-1, 12)
    request.writeInt32BE(0, 14)
    const socket = net.connect({ host, port }, () => socket.write(request))
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')))
    socket.once('error', reject)
    socket.once('close', () => resolve(false))
    socket.once('data', (data: Buffer) => {
      resolve(data.length >= 12 && data.readInt32BE(8) > 0)
      socket.destroy()
    })
  })

/** Ready when the broker is unfenced and answers. */
export const startKafka = async (options: KafkaOptions): Promise<Child> => {
  fs.mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const file = path.join(options.folder, 'server.properties')
  fs.writeFileSync(file, asFile(settings(options)), { mode: 0o600 })
  // The broker's first start makes this; before it there is nothing to lose, and a format broken off is begun anew.
  if (!fs.existsSync(path.join(options.folder, 'log', '__cluster_metadata-0'))) await format(options, file)
  const child = startChild({
    name: 'kafka',
    command: java(),
    args: [
      '-Xmx384m',
      '-Xms64m',
      ...jvm,
      `-Dlog4j2.configurationFile=${options.differing?.logSettings ?? usualLogSettings}`,
      ...classPath,
      'kafka.Kafka',
      file,
    ],
    logFile: options.logFile,
    cwd: options.folder,
    graceMs: 20_000,
  })
  await healthy(child, 90, () => knowsBrokers(options.host, options.port))
  return child
}
