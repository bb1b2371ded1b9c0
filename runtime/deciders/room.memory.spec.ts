// The deciders keep their contract on the log in memory.
import { memoryLog } from '../memory-log.ts'
import { roomContract } from './room.contract.ts'

roomContract('memory', async () => memoryLog())
