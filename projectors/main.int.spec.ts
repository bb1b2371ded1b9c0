// The projectors as a real process on Kafka, killed again and again: views and ClickHouse are as if it had never died.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openClickhouseWriter } from '../platform/clickhouse.ts'
import { viewPositions } from '../platform/postgres-positions.ts'
import { parsePosition } from '../runtime/index.ts'
import { givenProjectors } from '../test/given-projectors.ts'
import { type Happening, id } from './happening.ts'
import { libraryOf } from './library/view.ts'

const { env, happen, postgres, start, kill, close } = await givenProjectors('projectors-main', 'main.ts')
const clickhouse = openClickhouseWriter({
  url: env.MATINEE_CLICKHOUSE ?? '',
  database: env.MATINEE_CLICKHOUSE_DATABASE ?? '',
  credentials: env.MATINEE_CLICKHOUSE_WRITER ?? '',
  room: 'test',
})

after(async () => {
  await close()
  await clickhouse.close()
})

const eventually = async (what: string, holds: () => Promise<boolean>) => {
  const until = Date.now() + 60_000
  while (!(await holds().catch(() => false))) {
    assert.ok(Date.now() < until, `did not happen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const count = async (table: string) =>
  (await clickhouse.rows<{ n: number }>(`select count() as n from ${table}`))[0]?.n ?? 0

const [film, viewers] = [id('film'), [0, 1, 2, 3, 4, 5, 6].map((n) => id('viewer', n))]
const at = Date.now()
const heartbeat = (playback: number, sequence: number): Happening => ({
  type: 'PlayHeartbeat',
  at,
  playbackId: id('playback', playback),
  viewerId: id('viewer', playback),
  filmId: film,
  sequence,
  clientAt: at,
  positionMs: 0,
  playedMs: 1_000,
  stalledMs: 0,
  bufferMs: 0,
  height: 1,
  bitrate: 1,
  droppedFrames: 0,
})
const granted = (viewerId: string, n: number): Happening => ({
  type: 'EntitlementGranted',
  at: at + n,
  viewerId,
  orderId: id('order', viewerId, n),
  filmId: film,
  kind: 'BUY',
  startBy: null,
  watchWithin: null,
  ...{ quality: null, availableFrom: null },
})

test('killed in the middle of its work three times, it misses nothing and doubles nothing', async () => {
  let child = start()
  await eventually('the tables are there', async () => (await count('playback_v1')) >= 0)
  let beats = 0
  let grants = 0
  let last = ''
  for (let round = 0; round < 4; round++) {
    for (let part = 0; part < 5; part++) {
      const from = beats
      const batch = Array.from({ length: 60 }, () => heartbeat(beats % 7, 1 + Math.floor(beats++ / 7)))
      await happen([...batch, ...batch.slice(0, 20), ...(from ? [heartbeat(0, 1)] : [])])
      last = await happen(viewers.map((viewer) => granted(viewer, grants)))
      grants++
      if (part === 1 && round > 0)
        await eventually('it works', async () => (await count('playback_v1')) > (round - 1) * 60)
    }
    if (round === 3) break
    await kill(child)
    child = start()
  }
  await eventually('ClickHouse has all', async () => {
    const [played, given] = [await count('playback'), await count('entitlement_granted')]
    return played >= beats && given >= grants * viewers.length
  })
  const views = viewPositions(postgres)
  assert.ok(await views.reached(['library', 'outcomes'], parsePosition(last), 30_000))
  assert.equal(await kill(child, 'SIGTERM'), 0, 'it stops in order')

  assert.equal(await count('playback'), beats)
  assert.equal(await count('entitlement_granted'), grants * viewers.length)
  for (const viewer of viewers)
    assert.equal((await libraryOf(postgres, viewer, { now: at, limit: 100 })).length, grants)
  const [outcomes] = await postgres.rows<{ n: bigint }>`select count(*) as n from outcomes`
  assert.equal(outcomes?.n, BigInt(grants * viewers.length))
})
