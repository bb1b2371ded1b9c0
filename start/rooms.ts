// All rooms in one process, composed of the same parts as their own main.ts.
import { join } from 'node:path'
import { deciders } from '../command-api/deciders/deciders.ts'
import { openCommandApi } from '../command-api/http/open.ts'
import { settingsFrom } from '../command-api/http/settings.ts'
import { followClosures } from '../edge/closures.ts'
import { edgeRoom } from '../edge/room.ts'
import { publishProgressTo } from '../media-workers/progress-redis.ts'
import { mediaWorker } from '../media-workers/room.ts'
import { createAuth, ensureKeys } from '../platform/auth.ts'
import { openClickhouseWriter } from '../platform/clickhouse.ts'
import { allOf, httpConfig, keysConfig, paymentsConfig, readConfig, serversConfig } from '../platform/config.ts'
import { allowAll, createApp, serve } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import { createMetrics } from '../platform/metrics.ts'
import { folderObjects } from '../platform/objects.ts'
import { sayCircuitOpen } from '../platform/payments-circuit.ts'
import { openPostgres } from '../platform/postgres.ts'
import { openSealing } from '../platform/sealing.ts'
import type { Service } from '../platform/service.ts'
import { objectSnapshots } from '../platform/snapshots.ts'
import { analyticsRoom } from '../projectors/analytics/room.ts'
import { projectorsRoom } from '../projectors/room.ts'
import { openQueryApi } from '../query-api/open.ts'
import { queryApi } from '../query-api/room.ts'
import {
  checkIdsResolve,
  deciderRoom,
  kafkaLog,
  openCommands,
  openDeadLetters,
  registryCodec,
  runProcess,
  threadedWriting,
  topicsOf,
} from '../runtime/index.ts'
import { qoeRoom } from '../stream-processors/qoe/room.ts'
import { recommendationsRoom } from '../stream-processors/recommendations/room.ts'
import { bookkeeping } from '../workers/bookkeeping/process.ts'
import { filmPipeline } from '../workers/film-pipeline/process.ts'
import { cardsWorker } from '../workers/payments/cards.ts'
import { ledgerIn } from '../workers/payments/ledger.ts'
import { openProvider } from '../workers/payments/open.ts'
import { payoutsWorker } from '../workers/payments/payouts.ts'
import { reconciliationWorker } from '../workers/payments/reconciliation.ts'
import { paymentsWorker } from '../workers/payments/worker.ts'
import { demoAfterwards } from './demo/afterwards.ts'
import type { RunRooms } from './options.ts'
import { webApplication } from './web.ts'
import { buildWeb } from './web-build.ts'

/** Who asks for decisions ends before who makes them, and first of all who takes requests. */
type Stage = 'deciding' | 'following' | 'serving'

export const runRooms: RunRooms = async (env, { demo, dataDir, say }) => {
  const config = readConfig(allOf(allOf(serversConfig, httpConfig), allOf(paymentsConfig, keysConfig)), env)
  const partitions = config.MATINEE_PARTITIONS
  const installation = config.MATINEE_INSTALLATION
  const logger = createLogger('matinee', env.MATINEE_LOG_LEVEL)
  const named = (room: string) => createLogger(room, env.MATINEE_LOG_LEVEL)
  let port = 0
  const building = buildWeb(say)
  building.catch(() => undefined)

  const closers: (() => Promise<unknown>)[] = []
  const stages: Record<Stage, Service[]> = { deciding: [], following: [], serving: [] }
  const services = () => Object.values(stages).flat()
  /** Stage by stage, the last one first; those of one at once: without a broker each takes seconds. */
  const stop = async () => {
    for (const stage of Object.values(stages).toReversed()) await Promise.all(stage.map((service) => service.stop()))
    for (const close of closers.toReversed()) await close()
  }
  const add = async <S extends Service>(stage: Stage, starting: Promise<S> | S): Promise<S> => {
    const service = await starting
    stages[stage].push(service)
    return service
  }

  try {
    const log = await kafkaLog({
      brokers: config.MATINEE_KAFKA,
      clientId: 'matinee',
      installation,
      topicPrefix: config.MATINEE_TOPIC_PREFIX,
      logger: named('log'),
    })
    closers.push(() => log.close())
    await log.createTopics(topicsOf(partitions))
    const codec = await registryCodec({ url: config.MATINEE_REGISTRY })
    await codec.prepare()
    const checked = checkIdsResolve({ log, codec, topics: topicsOf(partitions).map(({ topic }) => topic) })
    checked.catch(() => undefined)

    await ensureKeys(config.MATINEE_SIGNING_KEYS)
    const auth = await createAuth({ keysFile: config.MATINEE_SIGNING_KEYS, issuer: config.MATINEE_PUBLIC_URL })
    const objects = await folderObjects({ root: config.MATINEE_OBJECTS })
    const metrics = createMetrics()
    const postgres = openPostgres({ url: config.MATINEE_POSTGRES, room: 'matinee', logger, max: 16 })
    closers.push(() => postgres.close())
    const query = openQueryApi(config, named('query-api'))
    closers.push(() => query.close())
    const state = (room: string) => join(config.MATINEE_STATE, room)
    const deadLetters = await openDeadLetters({ log, codec, logger: named('dead-letters') })
    closers.push(() => deadLetters.close())
    const common = { log, codec, deadLetters, partitions }

    await add(
      'deciding',
      deciderRoom({
        ...{ ...common, deciders, stateDir: state('deciders'), installation, logger: named('deciders') },
        ...{ snapshots: objectSnapshots(objects), openWriting: threadedWriting },
      }),
    )
    await add('following', projectorsRoom({ ...common, postgres, metrics, logger: named('projectors') }))
    const clickhouse = openClickhouseWriter({
      ...{ url: config.MATINEE_CLICKHOUSE, database: config.MATINEE_CLICKHOUSE_DATABASE },
      ...{ credentials: config.MATINEE_CLICKHOUSE_WRITER, room: 'analytics' },
    })
    closers.push(() => clickhouse.close())
    await add(
      'following',
      analyticsRoom({ ...common, postgres, clickhouse, stateDir: state('analytics'), logger: named('analytics') }),
    )
    const sealing = openSealing({ config, room: 'command-api', logger })
    closers.push(() => sealing.close())
    const api = await openCommandApi({
      ...common,
      ...{ postgres, cache: query.cache, sealing, objects, auth, metrics, logger: named('command-api') },
      settings: settingsFrom(config),
    })
    stages.following.push(...api.services)

    const commands = await openCommands({
      ...common,
      contexts: ['media', 'commerce', 'sellers'],
      logger: named('workers'),
    })
    closers.push(() => commands.close())
    for (const process of [filmPipeline, bookkeeping])
      await add('following', runProcess({ ...common, process, logger: named(process.name) }))
    await add(
      'following',
      mediaWorker({
        ...{ ...common, objects, commands, logger: named('media-workers'), workDir: state('media-work') },
        publishProgress: publishProgressTo(query.cache),
      }),
    )
    const provider = openProvider(config)
    const paying = { ...common, commands, logger: named('payments') }
    await add(
      'following',
      paymentsWorker({
        ...{ ...paying, stateDir: state('payments'), provider: provider.payments, billing: provider.billing },
        publicUrl: config.MATINEE_PUBLIC_URL,
        sayCircuitOpen: (until) => void sayCircuitOpen(query.cache, until),
      }),
    )
    await add('following', payoutsWorker({ ...paying, provider: provider.accounts }))
    const ledger = ledgerIn(postgres, log, config.MATINEE_PARTITIONS)
    await add('following', reconciliationWorker({ ...paying, balance: provider.balance, ledger }))
    await add('following', cardsWorker({ ...paying, provider: provider.cards, sealing }))
    await add('following', qoeRoom({ ...common, installation, stateDir: state('qoe'), logger: named('qoe') }))
    await add(
      'following',
      recommendationsRoom({
        ...common,
        installation,
        stateDir: state('recommendations'),
        logger: named('recommendations'),
      }),
    )

    const own = `http://${config.MATINEE_HOST.includes(':') ? `[${config.MATINEE_HOST}]` : config.MATINEE_HOST}`
    const closures = followClosures({
      url: () => `${own}:${port}`,
      secret: config.MATINEE_INTERNAL_SECRET,
      logger: named('edge'),
    })
    await add('following', closures.service)
    const app = await createApp({
      ...{ logger: named('http'), title: 'Matinee', auth, metrics, internalSecret: config.MATINEE_INTERNAL_SECRET },
      corsOrigins: config.MATINEE_CORS_ORIGINS.split(',').filter(Boolean),
      services,
    })
    await api.room(app)
    queryApi(app, query)
    await edgeRoom(app, { objects, auth, closures })
    const web = await building
    await checked
    await app.register(async (scope) => {
      allowAll(scope, 'anonymous')
      await webApplication(scope, web)
    })
    const server = await add(
      'serving',
      serve(app, { name: 'http', host: config.MATINEE_HOST, port: config.MATINEE_PORT }),
    )
    port = server.port

    return {
      ready: Promise.all(services().map((service) => service.ready)).then(() => undefined),
      ...(demo ? { afterwards: () => demoAfterwards({ url: server.url, env, dataDir, say }) } : {}),
      stop,
    }
  } catch (error) {
    await stop().catch(() => undefined)
    throw error
  }
}
