// What errors of kafkajs are taken for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import kafkajs from 'kafkajs'
import { levelOfLoss } from './errors.ts'

const error = (type: string) => Object.assign(new kafkajs.KafkaJSError(type), { type })
const nested = (type: string) => Object.assign(new kafkajs.KafkaJSNonRetriableError('given up'), { cause: error(type) })

test('a broker that has just started and reads its groups is no warning; one that goes on so is, and so is any other loss', () => {
  assert.equal(levelOfLoss(error('GROUP_LOAD_IN_PROGRESS'), 300), 'debug')
  assert.equal(levelOfLoss(nested('GROUP_LOAD_IN_PROGRESS'), 300), 'debug')
  assert.equal(levelOfLoss(error('GROUP_LOAD_IN_PROGRESS'), 10_000), 'warn')
  assert.equal(levelOfLoss(error('REBALANCE_IN_PROGRESS'), 300), 'warn')
  assert.equal(levelOfLoss(new Error('read ECONNRESET'), 300), 'warn')
})
