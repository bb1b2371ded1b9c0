// A Kafka process of a test's own, to be killed and started again; what connects to it may be made to go through a proxy.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Child } from '../../start/servers/child.ts'
import { type KafkaOptions, startKafka } from '../../start/servers/kafka.ts'
import { freePort } from '../app.ts'
import { type TcpProxy, tcpProxy, type Wire } from '../tcp-proxy.ts'

export type Broker = Readonly<{
  /** host:port, straight to it */
  address: string
  /** host:port of the proxy; whoever begins there stays there */
  proxied: string
  proxy: TcpProxy
  folder: string
  logFile: string
  /** by SIGKILL; resolves when it is gone */
  kill(): Promise<void>
  /** again, on the same folder and ports; ready when it resolves */
  start(): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** settles when the present process is gone */
  exited(): Promise<unknown>
  close(): Promise<void>
}>

export type BrokerOptions = Readonly<{
  wire?: Wire
  differing?: KafkaOptions['differing']
  /** where it keeps its data; a temporary folder unless given */
  folder?: string
}>

const host = '127.0.0.1'

export const startBroker = async ({ wire, differing, folder: given }: BrokerOptions = {}): Promise<Broker> => {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'matinee-broker-'))
  const [port, faulty, controllerPort] = [await freePort(), await freePort(), await freePort()]
  const proxy = await tcpProxy({ host, port: faulty }, wire ? { wire } : {})
  const logFile = join(folder, 'kafka.log.txt')
  const options: KafkaOptions = {
    folder: join(folder, 'kafka'),
    logFile,
    host,
    port,
    controllerPort,
    differing: {
      ...differing,
      settings: {
        listeners: `PLAINTEXT://${host}:${port},FAULTY://${host}:${faulty},CONTROLLER://${host}:${controllerPort}`,
        'advertised.listeners': `PLAINTEXT://${host}:${port},FAULTY://${host}:${proxy.port}`,
        'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,FAULTY:PLAINTEXT,CONTROLLER:PLAINTEXT',
        'inter.broker.listener.name': 'PLAINTEXT',
        ...differing?.settings,
      },
    },
  }
  let child: Child
  const start = async () => {
    child = await startKafka(options)
  }
  await start().catch(async (error: unknown) => {
    await proxy.close()
    throw error
  })
  return {
    address: `${host}:${port}`,
    proxied: `${host}:${proxy.port}`,
    proxy,
    folder,
    logFile,
    kill: async () => {
      process.kill(child.pid, 'SIGKILL')
      await child.exited
    },
    start,
    signal: (signal) => void process.kill(child.pid, signal),
    exited: () => child.exited,
    close: async () => {
      await proxy.close()
      await child.stop()
      if (!given) rmSync(folder, { recursive: true, force: true })
    },
  }
}
