// The log in memory passes the contract.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logContract } from './log.contract.ts'
import { memoryLog } from './memory-log.ts'

logContract('memory', async () => memoryLog())

test('a hanging transaction holds the committed end until the next commit of its id', async () => {
  const log = memoryLog()
  const at = { topic: 't', partition: 0 }
  await log.createTopics([{ topic: 't', partitions: 1, durable: false, settings: {} }])
  const record = (text: string) => ({ partition: 0, key: 'k', value: Buffer.from(text), headers: {} })
  log.hang('id', at, [record('hanging')])
  const writer = await log.transactional('id', at)
  assert.deepEqual(await log.ends(at), { committed: 0n, end: 1n })
  await writer.commit([record('barrier')])
  assert.deepEqual(await log.ends(at), { committed: 3n, end: 3n })
  const seen: string[] = []
  await log.read(at, 0n, 3n, (list) => void seen.push(...list.map((r) => r.value.toString())))
  assert.deepEqual(seen, ['hanging', 'barrier'])
})

test('a writer that was fenced leaves nothing hanging: its records are refused', async () => {
  const log = memoryLog()
  const at = { topic: 't', partition: 0 }
  await log.createTopics([{ topic: 't', partitions: 1, durable: false, settings: {} }])
  const records = [{ partition: 0, key: 'k', value: Buffer.from('late'), headers: {} }]
  const fenced = await log.transactional('id', at)
  const owner = await log.transactional('id', at)
  log.hang('id', at, records, fenced)
  assert.deepEqual(await log.ends(at), { committed: 0n, end: 0n })
  log.hang('id', at, records, owner)
  assert.deepEqual(await log.ends(at), { committed: 0n, end: 1n })
})
