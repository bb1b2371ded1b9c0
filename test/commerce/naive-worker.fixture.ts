// The negative control: a worker as one would write it first. It makes a payment and confirms it in one go, and tells the
// log afterwards; what it does not hear of, or dies over, it does again.
import { randomUUID } from 'node:crypto'
import { allOf, paymentsConfig, readConfig, serversConfig } from '../../platform/config.ts'
import { healthConfig, serveHealth } from '../../platform/http.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { untilStopped } from '../../platform/process.ts'
import { idOf, openCommands, runWorker } from '../../runtime/index.ts'
import { openProvider } from '../../workers/payments/open.ts'
import { payoutsWorker } from '../../workers/payments/payouts.ts'

const config = readConfig(allOf(allOf(serversConfig, paymentsConfig), healthConfig))
const logger = createLogger('payments', config.MATINEE_LOG_LEVEL)
const { log, codec } = await openLog(config, 'payments', logger)
const partitions = config.MATINEE_PARTITIONS
const commands = await openCommands({ log, codec, contexts: ['commerce', 'sellers'], partitions, logger })

const provider = async (path: string, body: object): Promise<string> => {
  const answer = await fetch(`${config.MATINEE_PAYMENTS_URL}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${config.MATINEE_PAYMENTS_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(8_000),
  })
  return ((await answer.json()) as { id: string }).id
}

const tell = async (
  command: Readonly<{ type: string; viewerId: string; orderId: string; paymentId: string | null; reason?: string }>,
) => {
  const { type, viewerId, orderId, paymentId } = command
  const commandId = idOf('naive', type, orderId, paymentId ?? '')
  const sender = { key: viewerId, commandId, bodyHash: commandId, actor: 'naive' }
  const { status } = await commands.submit('commerce', command, sender)
  if (status === 'unavailable' || status === 'pending') throw new Error(`${type}: ${status}`)
  return status
}

const room = await runWorker({
  name: 'naive-payments',
  ...{ log, codec, logger },
  backoff: { first: 50, most: 500 },
  isOutage: () => true,
  on: {
    OrderPlaced: async ({ viewerId, orderId, amount, currency, paymentMethod }) => {
      const metadata = { viewerId, orderId }
      const paymentId = await provider('/v1/payments', { amount: Number(amount), currency, paymentMethod, metadata })
      await provider(`/v1/payments/${paymentId}/confirm`, {})
      const attached = await tell({ type: 'AttachPayment', viewerId, orderId, paymentId })
      if (attached === 'accepted')
        await tell({ ...{ type: 'RecordPaymentTaken', viewerId, orderId, paymentId }, ...{ amount, currency } })
      // Another payment is attached, of an attempt that it knows nothing of any more.
      else await tell({ type: 'RecordPaymentFailed', viewerId, orderId, paymentId: null, reason: 'lost' })
    },
  },
})
// Sellers are paid as they should be.
const sellers = await payoutsWorker({ log, codec, commands, logger, provider: openProvider(config).accounts })
const health = await serveHealth({ logger, title: 'a naive worker', services: () => [room, sellers] }, config)
logger.info({ url: health.url }, 'pays naively')

untilStopped(logger, async () => {
  await Promise.all([room.stop(), sellers.stop()])
  await health.stop()
  await commands.close()
  await log.close()
})
