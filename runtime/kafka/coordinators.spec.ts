// Who coordinates a transaction is asked once, and anew when it was not the one or is gone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rememberCoordinators } from './coordinators.ts'

type Asked = { groupId: string; coordinatorType?: number }
const asked = { groupId: 'writer', coordinatorType: 1 }

/** Clients of a cluster of two brokers, as kafkajs has them, and who coordinates now. */
const given = () => {
  const now = { coordinator: '1', questions: 0, refuses: '' }
  class Broker {
    nodeId: string
    constructor(nodeId: string) {
      this.nodeId = nodeId
    }
    async answer(_: { transactionalId?: string }) {
      if (now.refuses) throw Object.assign(new Error(now.refuses), { type: now.refuses })
      return this.nodeId
    }
  }
  const calls = ['initProducerId', 'addPartitionsToTxn', 'addOffsetsToTxn', 'endTxn']
  for (const name of calls) Object.assign(Broker.prototype, { [name]: Broker.prototype.answer })
  class Cluster {
    brokers = new Map([
      ['1', new Broker('1')],
      ['2', new Broker('2')],
    ])
    async findBroker({ nodeId }: { nodeId: string }) {
      const broker = this.brokers.get(nodeId)
      if (!broker) throw new Error('no such broker')
      return broker
    }
    async findGroupCoordinator(_: Asked) {
      now.questions++
      return this.findBroker({ nodeId: now.coordinator })
    }
  }
  rememberCoordinators({ cluster: Cluster, broker: Broker } as never)
  const cluster = new Cluster()
  const end = async () => {
    const broker = (await cluster.findGroupCoordinator(asked)) as unknown as Record<
      string,
      (r: object) => Promise<string>
    >
    return broker.endTxn?.({ transactionalId: 'writer' })
  }
  return { now, cluster, end, another: () => new Cluster() }
}

test('one question for many transactions', async () => {
  const { now, end } = given()
  for (let i = 0; i < 5; i++) assert.equal(await end(), '1')
  assert.equal(now.questions, 1)
})

test('a refusal, or an answer that was lost, is followed by another question', async () => {
  const { now, end } = given()
  await end()
  now.refuses = 'NOT_COORDINATOR_FOR_GROUP'
  await assert.rejects(end(), /NOT_COORDINATOR/)
  Object.assign(now, { refuses: '', coordinator: '2' })
  assert.equal(await end(), '2')
  assert.equal(now.questions, 2)
})

test('that the transaction before is not over yet is not a reason to ask', async () => {
  const { now, end } = given()
  await end()
  now.refuses = 'CONCURRENT_TRANSACTIONS'
  await assert.rejects(end(), /CONCURRENT_TRANSACTIONS/)
  now.refuses = ''
  assert.equal(await end(), '1')
  assert.equal(now.questions, 1)
})

test('a broker that left the cluster is not asked any more', async () => {
  const { now, cluster, end } = given()
  await end()
  cluster.brokers.delete('1')
  now.coordinator = '2'
  assert.equal(await end(), '2')
})

test('groups are asked for each time, and each client for itself', async () => {
  const { now, cluster, end, another } = given()
  await end()
  await another().findGroupCoordinator(asked)
  assert.equal(now.questions, 2)
  await cluster.findGroupCoordinator({ groupId: 'writer' })
  await cluster.findGroupCoordinator({ groupId: 'writer', coordinatorType: 0 })
  assert.equal(now.questions, 4)
})
