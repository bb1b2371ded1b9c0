// For specs: the Postgres views alone as a process, until it is killed.
import { readConfig, serversConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { createLogger } from '../platform/logger.ts'
import { openPostgres } from '../platform/postgres.ts'
import { liveLoad } from './live-load.ts'
import { paceOf } from './pace.ts'
import { projectorsRoom } from './room.ts'

const config = readConfig(serversConfig)
const logger = createLogger('projectors', config.MATINEE_LOG_LEVEL)
const { log, codec } = await openLog(config, 'projectors', logger)
const postgres = openPostgres({ url: config.MATINEE_POSTGRES, room: 'projectors', logger, max: 16 })
// Rebuilds in small batches throughout, so that they can be met in the middle.
const pace = paceOf({ ...liveLoad(), now: () => 'busy' })
await projectorsRoom({ log, codec, postgres, logger, pace })
