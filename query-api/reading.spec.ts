// Reading one's own writes: what is waited for, what is answered when it does not come, and which position is told.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createApp } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import type { Standing, ViewPositions, Wanted } from '../platform/postgres-positions.ts'
import { reading } from './reading.ts'

const standing = (name: string, next: Readonly<Record<string, bigint>>): [string, Standing] => [
  name,
  { name, version: 1, incarnation: 'i', topics: ['catalogue'], next: new Map(Object.entries(next)) },
]
const standings = new Map([
  standing('films', { 'catalogue/0': 5n, 'catalogue/1': 9n, 'catalogue/2': 0n }),
  standing('transcodes', { 'catalogue/0': 3n, 'media/1': 2n }),
])

let reached = true
const asked: { views: readonly string[]; wanted: readonly Wanted[]; withinMs: number }[] = []
const positions: ViewPositions = {
  standings: async () => standings,
  reached: async (views, wanted, withinMs) => {
    asked.push({ views, wanted, withinMs })
    return reached
  },
}

const app = await createApp({ logger: createLogger('test', 'silent'), title: 'spec' })
after(() => app.close())
app.get('/one', { config: { allow: 'anonymous' } }, (request, reply) =>
  reading({ positions }, request, reply, ['films'], async () => ({ read: true })),
)
app.get('/two', { config: { allow: 'anonymous' } }, (request, reply) =>
  reading({ positions }, request, reply, ['films', 'transcodes', 'not built yet'], async () => ({ read: true })),
)
const get = async (url: string, headers: Record<string, string> = {}) => {
  asked.length = 0
  const answer = await app.inject({ url, headers })
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<{ type?: string; read?: boolean }>() }
}

test('without Min-Position nothing is waited for, and the answer says where its view stood', async () => {
  const { status, headers } = await get('/one')
  assert.deepEqual([status, headers.position, headers.stale], [200, 'catalogue/0@4,catalogue/1@8', undefined])
  assert.deepEqual(asked, [])
})

test('of several views the one that is least far counts; one that is not built counts for nothing', async () => {
  const { headers } = await get('/two')
  assert.equal(headers.position, 'catalogue/0@2,catalogue/1@8,media/1@1')
})

test('Min-Position is waited for, in all the views that are read, for two seconds at most', async () => {
  reached = true
  const { status, headers } = await get('/two', { 'min-position': 'catalogue/0@7,media/1@2' })
  assert.deepEqual([status, headers.stale], [200, undefined])
  assert.deepEqual(asked, [
    {
      views: ['films', 'transcodes', 'not built yet'],
      wanted: [
        { topic: 'catalogue', partition: 0, offset: 7n },
        { topic: 'media', partition: 1, offset: 2n },
      ],
      withinMs: 2_000,
    },
  ])
})

test('when it does not come, the answer is stale and says so; who prefers it fresh is told to come again', async () => {
  reached = false
  const asking = { 'min-position': 'catalogue/0@7' }
  const stale = await get('/one', asking)
  assert.deepEqual([stale.status, stale.headers.stale, stale.body.read], [200, 'true', true])
  for (const prefer of ['fresh', 'respond-async, fresh', 'Fresh']) {
    const fresh = await get('/one', { ...asking, prefer })
    assert.deepEqual([fresh.status, fresh.body.type, fresh.headers['retry-after']], [503, '/problems/unavailable', '1'])
  }
  assert.equal((await get('/one', { ...asking, prefer: 'refreshing' })).status, 200)
})

for (const wrong of ['here', 'catalogue@5', 'catalogue/0@-1', 'catalogue/0@5;commerce/0@1'])
  test(`Min-Position: ${wrong} is a fault of the request`, async () => {
    const { status, body } = await get('/one', { 'min-position': wrong })
    assert.deepEqual([status, body.type], [400, '/problems/invalid-request'])
  })
