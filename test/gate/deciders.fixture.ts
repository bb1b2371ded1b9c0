// Deciders of accounts as a process of their own, as command-api/deciders/main.ts is for the product's contexts.

import { serveHealth } from '../../platform/http.ts'
import { createLogger } from '../../platform/logger.ts'
import { untilStopped } from '../../platform/process.ts'
import { deciderRoom, kafkaLog, threadedWriting } from '../../runtime/index.ts'
import { account, plainCodec } from '../../runtime/sample-account.ts'

const {
  GATE_BROKERS = '',
  GATE_NAME = '',
  GATE_STATE = '',
  GATE_PARTITIONS = '1',
  GATE_INSTALLATION = '',
} = process.env

const logger = createLogger('deciders', 'info')
const log = await kafkaLog({
  brokers: GATE_BROKERS,
  clientId: 'deciders',
  installation: GATE_INSTALLATION,
  topicPrefix: `${GATE_NAME}.`,
  logger,
})
const room = await deciderRoom({
  log,
  codec: plainCodec(),
  deciders: [account],
  stateDir: GATE_STATE,
  openWriting: threadedWriting,
  partitions: Number(GATE_PARTITIONS),
  installation: GATE_INSTALLATION,
  logger,
})
const health = await serveHealth(
  { logger, title: 'deciders', services: () => [room] },
  { MATINEE_HOST: '127.0.0.1', MATINEE_PORT: 0 },
)
logger.info({ url: health.url }, 'decides')

untilStopped(logger, async () => {
  await room.stop()
  await health.stop()
  await log.close()
})
