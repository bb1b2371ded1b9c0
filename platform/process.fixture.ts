// A process for process.spec.ts: says that it runs, and stops as its argument says.
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from './logger.ts'
import { untilStopped } from './process.ts'

const [manner] = process.argv.slice(2)
const alive = setInterval(() => undefined, 1_000)
const logger = createLogger('fixture', 'info')
untilStopped(logger, async () => {
  if (manner === 'fails') throw new Error('a part would not stop')
  if (manner === 'hangs') await sleep(60_000)
  logger.info('all stopped')
  clearInterval(alive)
})
logger.info('runs')
