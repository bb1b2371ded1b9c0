// A store lost on the real log.
import { specLog } from '../kafka/spec-log.ts'
import { snapshotContract } from './snapshots.contract.ts'

snapshotContract('Kafka', async () => (await specLog('snapshots')).log)
