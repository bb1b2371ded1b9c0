// The payments worker as a process of its own; several share the partitions, each with a store of its own.
import { join } from 'node:path'
import { Type } from 'typebox'
import { allOf, keysConfig, paymentsConfig, readConfig, serversConfig } from '../../platform/config.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { sayCircuitOpen } from '../../platform/payments-circuit.ts'
import { openPostgres } from '../../platform/postgres.ts'
import { untilStopped } from '../../platform/process.ts'
import { openRedis } from '../../platform/redis.ts'
import { openSealing } from '../../platform/sealing.ts'
import { openCommands } from '../../runtime/index.ts'
import { cardsWorker } from './cards.ts'
import { ledgerIn } from './ledger.ts'
import { openProvider } from './open.ts'
import { payoutsWorker } from './payouts.ts'
import { reconciliationWorker } from './reconciliation.ts'
import { paymentsWorker } from './worker.ts'

const publicConfig = Type.Object({
  MATINEE_PUBLIC_URL: Type.String({ minLength: 1, description: 'origin to which payers come back, without a slash' }),
})

const config = readConfig(
  allOf(allOf(allOf(serversConfig, keysConfig), paymentsConfig), allOf(healthConfig, publicConfig)),
)
const logger = createLogger('payments', config.MATINEE_LOG_LEVEL)
const { log, codec, deadLetters } = await openLog(config, 'payments', logger)
const partitions = config.MATINEE_PARTITIONS
const commands = await openCommands({ log, codec, contexts: ['commerce', 'sellers'], partitions, logger })
const provider = openProvider(config)
const cache = openRedis({ url: config.MATINEE_REDIS, prefix: config.MATINEE_REDIS_PREFIX, logger })
const postgres = openPostgres({ url: config.MATINEE_POSTGRES, room: 'payments', logger, max: 2, readOnly: true })
const sealing = openSealing({ config, room: 'payments', logger })
const deps = { log, codec, deadLetters, commands, logger }
const rooms = [
  await paymentsWorker({
    ...deps,
    provider: provider.payments,
    billing: provider.billing,
    stateDir: join(config.MATINEE_STATE, 'payments'),
    publicUrl: config.MATINEE_PUBLIC_URL,
    sayCircuitOpen: (until) => void sayCircuitOpen(cache, until),
  }),
  await payoutsWorker({ ...deps, provider: provider.accounts }),
  await reconciliationWorker({
    ...deps,
    balance: provider.balance,
    ledger: ledgerIn(postgres, log, partitions),
  }),
  await cardsWorker({ ...deps, provider: provider.cards, sealing }),
]
const health = await serveHealth({ logger, title: 'Matinee: payments', services: () => rooms }, config)
logger.info({ url: health.url }, 'looks after orders')

untilStopped(logger, async () => {
  await Promise.all(rooms.map((room) => room.stop()))
  await health.stop()
  await commands.close()
  await postgres.close()
  await sealing.close()
  await log.close()
  await cache.close()
})
