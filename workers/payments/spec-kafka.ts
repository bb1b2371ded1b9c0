// For specs: the house on real Kafka, and the worker as a process of its own, which may be killed.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createLogger } from '../../platform/logger.ts'
import { kafkaLog, registryCodec, topicsOf } from '../../runtime/index.ts'
import { freshInstallation } from '../../test/installation.ts'
import type { PaymentProvider } from './provider.ts'
import { openHouse } from './spec-house.ts'
import type { OpenedProvider, ProviderPlace } from './spec-sandbox.ts'

const settings = { MATINEE_LOG_LEVEL: 'info', MATINEE_PUBLIC_URL: 'http://shop.example' }

export const kafkaHouse = async <Opened extends OpenedProvider>(
  name: PaymentProvider['name'],
  open: (place: ProviderPlace) => Promise<Opened>,
) => {
  const env = await freshInstallation('payments')
  const installation = env.MATINEE_INSTALLATION ?? ''
  const partitions = Number(env.MATINEE_PARTITIONS ?? 4)
  const logger = createLogger('payments spec', 'silent')
  const topicPrefix = env.MATINEE_TOPIC_PREFIX ?? ''
  const log = await kafkaLog({ brokers: env.MATINEE_KAFKA ?? '', clientId: 'spec', installation, topicPrefix, logger })
  await log.createTopics(topicsOf(partitions))
  const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
  await codec.prepare()
  const house = await openHouse(log, codec, { partitions, installation, name, open })
  const children = new Set<ChildProcess>()

  /** Resolves when /readyz of the process says so; `state` is its folder, the installation's unless given. */
  const startProcess = async (state = env.MATINEE_STATE ?? ''): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: { ...process.env, ...env, ...house.env, ...settings, MATINEE_STATE: state },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /"url":"([^"]+)".*looks after orders/.exec(line)?.[1]
      if (!url) continue
      child.stdout.resume()
      const end = Date.now() + 60_000
      while (!(await fetch(`${url}/readyz`)).ok) {
        assert.ok(Date.now() < end, 'never ready')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return child
    }
    throw new Error('the worker ended before it was ready')
  }

  return {
    ...house,
    /** where the worker keeps its store */
    state: join(env.MATINEE_STATE ?? '', 'payments'),
    startProcess,
    /** Resolves to its exit code. */
    endProcess: async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
      const exited = once(child, 'exit') as Promise<[number | null]>
      child.kill(signal)
      return (await exited)[0]
    },
    stop: async (): Promise<void> => {
      for (const child of children) child.kill('SIGKILL')
      await house.stop()
      await log.close()
    },
  }
}
