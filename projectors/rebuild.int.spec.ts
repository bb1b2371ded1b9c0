// A view is built again while it is read, by processes that are killed: nothing is missed, nothing counts twice.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { operationsOn } from '../command-api/http/operations/projections.ts'
import { lastActions, operatorActions, prepareOperatorActions } from '../platform/operator-actions.ts'
import { viewPositions } from '../platform/postgres-positions.ts'
import { prepareProjections, tableOf } from '../platform/postgres-projections.ts'
import { parsePosition, runWorker } from '../runtime/index.ts'
import { givenProjectors } from '../test/given-projectors.ts'
import { prepareBoundaries } from './analytics/boundaries.ts'
import { type Happening, id } from './happening.ts'
import { projectionStates } from './status/view.ts'

const given = await givenProjectors('rebuild', 'room.fixture.ts')
const { partitions, logger, log, codec, happen, postgres, start, kill } = given
after(given.close)
await prepareProjections(postgres)
await prepareOperatorActions(postgres)
await prepareBoundaries(postgres)
const operations = operationsOn({ log, postgres, actions: operatorActions(postgres) })
const by = (reason: string, idempotencyKey: string = randomUUID()) => ({
  ...{ operatorId: id('operator'), bodyHash: reason, reason, idempotencyKey },
})

const eventually = async <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> => {
  const until = Date.now() + 120_000
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer) return answer
    assert.ok(Date.now() < until, `did not happen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const stateOf = async (name: string, version: number) =>
  (await projectionStates(postgres)).find((one) => one.name === name && one.version === version)
const done = async (version: number): Promise<bigint> => {
  const [sum] = await postgres.rows<{ done: bigint }>`
    select coalesce(sum(next_offset), 0)::bigint as done from projection_positions
    where name = 'outcomes' and version = ${version}`
  return sum?.done ?? 0n
}
const rowsOf = async (table: string) =>
  (await postgres.pool.query(`select * from ${table} order by 1`)).rows as Record<string, unknown>[]

/** Each row takes some ms to write, until what is returned is called. */
const slowed = async (table: string): Promise<() => Promise<unknown>> => {
  await postgres.pool.query(`
    create function take_time() returns trigger language plpgsql as $$ begin perform pg_sleep(0.004); return new; end $$;
    create trigger slow before insert or update on ${table} for each row execute function take_time()`)
  return () => postgres.pool.query(`drop trigger slow on ${table}`)
}

const at = Date.now()
const commands = 1_500
/** Two events of each command: a batch that counts twice shows in the row. */
const eventsOf = (command: number): Happening[] => {
  const viewerId = id('viewer', command % 50)
  const ids = { viewerId, orderId: id('order', command), filmId: id('film') }
  return [
    {
      type: 'EntitlementGranted',
      at,
      ...ids,
      kind: 'BUY',
      startBy: null,
      watchWithin: null,
      quality: null,
      availableFrom: null,
    },
    { type: 'RentalStarted', at, ...ids, endsAt: at + command },
  ]
}
const happenMany = (from: number, until: number): Promise<string> =>
  happen(Array.from({ length: until - from }, (_, n) => eventsOf(from + n)).flat(), (n) => ({
    commandId: id('command', from + (n >> 1)),
  }))

const effects: string[] = []
const noting = { RentalStarted: async ({ orderId }: { orderId: string }) => void effects.push(orderId) }

test('killed in the middle, a rebuild goes on where it was, while the live view moves; then the view is switched', async () => {
  const worker = await runWorker({ name: 'spec-worker', log, codec, logger, on: noting })
  let isOver = false
  after(async () => {
    isOver = true
    await worker.stop()
  })
  await happenMany(0, commands)
  let [one, two] = [start(), start()]
  const views = viewPositions(postgres)
  await eventually('the live view has all', async () => (await done(1)) >= BigInt(commands * 2))
  await eventually('every effect was seen once', async () => effects.length === commands)

  const key = randomUUID()
  const made = await operations.rebuild('outcomes', by('a handler was wrong', key))
  assert.deepEqual(made, { name: 'outcomes', version: 2 })
  assert.deepEqual(
    await operations.rebuild('outcomes', by('a handler was wrong', key)),
    made,
    'a retry is no second one',
  )
  await assert.rejects(operations.rebuild('outcomes', by('again')), { name: 'conflict' })
  await assert.rejects(operations.rebuild('nothing', by('why not')), { name: 'not-found' })

  const quicken = await slowed(tableOf(made))
  // Live work all the time.
  let count = commands
  const living = (async () => {
    let last = ''
    while (!isOver) {
      last = await happen(eventsOf(count), { commandId: id('command', count) })
      count++
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return last
  })()
  const kills: bigint[] = []
  for (const fraction of [10n, 3n]) {
    await eventually('it is on its way', async () => (await done(2)) > BigInt(commands * 2) / fraction)
    await Promise.all([kill(one), kill(two)])
    kills.push(await done(2))
    ;[one, two] = [start(), start()]
  }
  assert.ok((kills[0] ?? 0n) < (kills[1] ?? 0n), `it goes on: ${kills}`)
  assert.ok((kills[1] ?? 0n) < BigInt(count * 2), 'it was killed before its end')
  const progress = await eventually('progress is told', async () => {
    const told = await stateOf('outcomes', 2)
    return told?.state === 'building' && told.records > 0n && told.rate > 0 && told
  })
  assert.ok(progress.lag < progress.records)
  await quicken()

  await eventually('it is built', async () => (await stateOf('outcomes', 2))?.state === 'ready')
  // Refused while it is behind by what has just happened: asked again, as an operator would.
  await eventually('it is switched', () => operations.switchTo(made, by('it is built')).then(() => true))
  assert.equal((await views.standings(0)).get('outcomes')?.version, 2)
  isOver = true
  const last = await living
  assert.ok(await views.reached(['outcomes'], parsePosition(last), 30_000), 'the position holds across the switch')
  const members = await postgres.rows<{ member: string }>`
    select distinct member from projection_status where name = 'outcomes' and version = 2`
  assert.ok(members.length >= 2, 'several processes had a part in it')

  // By their rows: positions that add up to the same need not be the same.
  const allOf = (table: string) =>
    eventually(`${table} has all`, async () => {
      const rows = await rowsOf(table)
      return rows.length === count && rows.every(({ events }) => (events as string[]).length === 2) && rows
    })
  const before = await allOf(tableOf({ name: 'outcomes', version: 1 }))
  assert.deepEqual(await allOf('outcomes'), before)

  // Back, and back again: both are kept up.
  await operations.switchTo({ name: 'outcomes', version: 1 }, by('just to see'))
  await operations.switchTo(made, by('and back'))
  await assert.rejects(operations.drop(made, by('no')), { name: 'conflict' })
  await operations.drop({ name: 'outcomes', version: 1 }, by('it has proved itself'))
  const later = await happenMany(count, count + 10)
  assert.ok(await views.reached(['outcomes'], parsePosition(later), 10_000), 'the one that is left goes on')
  await eventually('every effect', async () => effects.length >= count + 10)
  assert.equal(effects.length, count + 10, 'no effect ran again')
  assert.equal(new Set(effects).size, effects.length)

  const trail = (await lastActions(postgres, { limit: 10 })).map(({ action, target, reason }) => [
    action,
    target,
    reason,
  ])
  assert.deepEqual(trail.toReversed(), [
    ['projection.rebuild', 'outcomes', 'a handler was wrong'],
    ['projection.switch', 'outcomes 2', 'it is built'],
    ['projection.switch', 'outcomes 1', 'just to see'],
    ['projection.switch', 'outcomes 2', 'and back'],
    ['projection.drop', 'outcomes 1', 'it has proved itself'],
  ])
})

test('a stretch is folded into a scratch, once, by whichever process; nothing live moves', async () => {
  const { committed } = await log.ends({ topic: 'commerce', partition: 0 })
  const live = await done(2)
  const until = String(committed / 2n)
  const made = await operations.scratch(
    { name: 'half', projection: 'outcomes', topic: 'commerce', from: '100', until },
    by('what was it like?'),
  )
  assert.equal(made.name, 'scratch.half')
  // Of one that nobody has told of yet neither is known.
  await eventually('it is folded', async () => {
    const told = await stateOf('scratch.half', 0)
    return told?.lag === 0n && told.records > 0n
  })
  const [sum] = await postgres.rows<{ done: bigint }>`
    select sum(next_offset)::bigint as done from projection_positions where name = 'scratch.half'`
  assert.ok((sum?.done ?? 0n) > 0n)
  const rows = await rowsOf('scratch.half')
  const wanted = new Set<string>()
  for (let partition = 0; partition < partitions; partition++) {
    const at = { topic: 'commerce', partition }
    const end = [BigInt(until), (await log.ends(at)).committed].reduce((a, b) => (a < b ? a : b))
    await log.read(at, 100n, end, (some) => {
      for (const { headers } of some) wanted.add(headers['command-id'] ?? '')
    })
  }
  assert.deepEqual(new Set(rows.map(({ command_id }) => command_id)), wanted)
  for (const { position } of rows) {
    const offset = Number(String(position).split('@')[1])
    assert.ok(offset >= 100 && offset < Number(until), `${position} is outside`)
  }
  assert.equal(await done(2), live)
  const none = operations.scratch({ name: 'x', projection: 'films', topic: 'commerce', from: '0', until }, by('no'))
  await assert.rejects(none, { name: 'not-found' })
  await operations.drop({ name: 'scratch.half', version: 0 }, by('seen'))
  await assert.rejects(rowsOf('scratch.half'))
  assert.equal(await stateOf('scratch.half', 0), undefined)
})
