// Opens the room: its tables, the tail of the log that answers commands, and what it does beside requests.
import { readFileSync } from 'node:fs'
import type { Auth } from '../../platform/auth.ts'
import type { App } from '../../platform/http.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { ObjectStore } from '../../platform/objects.ts'
import { operatorActions, prepareOperatorActions } from '../../platform/operator-actions.ts'
import { circuitIn } from '../../platform/payments-circuit.ts'
import type { Postgres } from '../../platform/postgres.ts'
import { migrate } from '../../platform/postgres-migrations.ts'
import { prepareProjections } from '../../platform/postgres-projections.ts'
import type { Cache } from '../../platform/redis.ts'
import type { openSealing } from '../../platform/sealing.ts'
import type { Service } from '../../platform/service.ts'
import { keepUnmatched, prepareUnmatchedWebhooks } from '../../platform/unmatched-webhooks.ts'
import { type Codec, type DeadLetters, type Log, openCommands, openFacts } from '../../runtime/index.ts'
import type { CommandApi, Settings } from './deps.ts'
import { eraseWhoIsErased } from './erasures.ts'
import { releaseFundsDue } from './funds-due.ts'
import { operationsOn } from './operations/projections.ts'
import { postgresCredentials } from './people/credentials.ts'
import { postgresLogInFailures } from './people/log-in-failures.ts'
import { type LogIns, postgresLogIns } from './people/log-ins.ts'
import { argonPasswords } from './people/passwords.ts'
import { placeByHeader } from './places/found.ts'
import { leasesIn } from './play/playing.ts'
import { reconcileDaily } from './reconciliation-due.ts'
import { commandApi } from './room.ts'
import { noting } from './seen.ts'
import { closePlaybacksOfClosedSessions } from './session-closures.ts'
import { createSubmit } from './submit.ts'
import { standardRates } from './tax/rates.ts'
import { postgresViews } from './views.ts'

export type CommandApiOptions = Readonly<{
  log: Log
  codec: Codec
  deadLetters?: DeadLetters | undefined
  postgres: Postgres
  cache: Cache
  sealing: ReturnType<typeof openSealing>
  objects: ObjectStore
  auth: Auth
  metrics: Metrics
  logger: Logger
  partitions: number
  settings: Settings
}>

export type OpenCommandApi = Readonly<{
  /** for /readyz; to be stopped after the app, the last one first: requests in work still need them */
  services: readonly Service[]
  /** adds the routes to the app */
  room(app: App): Promise<void>
}>

const tables = {
  name: 'command_api_people',
  version: 1,
  sql: readFileSync(new URL('people/tables.sql', import.meta.url), 'utf8'),
}
const contexts = ['catalogue', 'commerce', 'identity', 'sellers', 'coupons', 'plans'] as const

/** Ready when it has read the log's end (protocol 20). */
export const openCommandApi = async (options: CommandApiOptions): Promise<OpenCommandApi> => {
  const { log, codec, deadLetters, postgres, cache, sealing, objects, auth, metrics, logger } = options
  const { partitions, settings } = options
  await migrate(postgres, [tables])
  await prepareProjections(postgres)
  await prepareOperatorActions(postgres)
  await prepareUnmatchedWebhooks(postgres)
  await sealing.prepare()
  const noted = noting(log)
  const commands = await openCommands({ log: noted.log, codec, contexts, partitions, logger })
  const facts = await openFacts({ log, codec, partitions })
  const people = {
    passwords: argonPasswords(),
    credentials: postgresCredentials(postgres),
    failures: postgresLogInFailures(postgres),
    logIns: postgresLogIns(postgres),
  }
  const views = postgresViews(postgres, (topic, partition) => noted.lastRecord(commands, topic, partition), partitions)
  const operations = operationsOn({ log, postgres, actions: operatorActions(postgres) })
  const playing = leasesIn(cache)
  const api: CommandApi = {
    ...{
      commands,
      facts,
      views,
      taxRates: standardRates,
      placeOf: placeByHeader(settings.countryHeader ?? ''),
      playing,
      people,
      sealing,
      operations,
      objects,
      auth,
      logger,
      settings,
    },
    ...{ circuit: circuitIn(cache), keepUnmatched: keepUnmatched(postgres) },
  }
  const submit = createSubmit(commands, metrics)
  const source = { log, codec, deadLetters }
  const closures = await closePlaybacksOfClosedSessions(source, api, submit)
  const erasures = await eraseWhoIsErased(source, api, submit)

  const taking: Service = {
    name: 'commands',
    ready: Promise.resolve(),
    health: () => commands.health(),
    stop: async () => {
      await Promise.all([facts.close(), commands.close()])
    },
  }
  return {
    services: [
      ...[taking, housekeeping(people.logIns, logger), closures, erasures],
      releaseFundsDue(postgres, submit, settings, logger),
      reconcileDaily(submit, logger),
    ],
    room: (app) => commandApi(app, api),
  }
}

const hourly = 3_600_000

const housekeeping = (logIns: LogIns, logger: Logger): Service => {
  const timer = setInterval(() => {
    logIns.forget(Date.now()).catch((error: unknown) => logger.warn({ err: error }, 'old log-ins were not removed'))
  }, hourly).unref()
  return {
    name: 'log-in housekeeping',
    ready: Promise.resolve(),
    health: () => ({ ok: true }),
    stop: async () => clearInterval(timer),
  }
}
