// kafkajs with a part of ours in it that it takes when it is loaded: everything here gets it from this file.
import { createRequire } from 'node:module'
import type * as Kafkajs from 'kafkajs'
import { exchange } from './fast-records.ts'
import { byPartition } from './messages-by-partition.ts'

// Where something else has loaded kafkajs before, it keeps its own.
exchange('kafkajs/src/producer/groupMessagesPerPartition', () => byPartition)

export const kafkajs = createRequire(import.meta.url)('kafkajs') as typeof Kafkajs
