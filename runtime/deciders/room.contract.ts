// What a client may rely on, whatever log the deciders run on: one suite for memory and for Kafka.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { envelopeOf } from '../envelope.ts'
import type { Log } from '../log.ts'
import { parsePosition } from '../position.ts'
import type { Service } from '../service.ts'
import { type Client, type House, openHouse } from './house.ts'

export const roomContract = (name: string, open: () => Promise<Log>): void => {
  describe(`decider contract: ${name}`, () => {
    let log: Log
    let house: House
    let client: Client
    let room: Service
    before(async () => {
      log = await open()
      house = await openHouse(log, 2)
      room = await house.startRoom()
      client = await house.openClient()
    })
    after(async () => {
      await house.close()
      await log.close()
    })
    const ofKey = async (key: string) => (await house.records()).filter((record) => record.key === key)

    test('an accepted command is answered with its events and where they stand', async () => {
      const outcome = await client.send('ann', { type: 'Deposit', amount: 5 }, { id: 'a1', simulated: true })
      assert.equal(outcome.status, 'accepted')
      if (outcome.status !== 'accepted') return
      const [record] = await ofKey('ann')
      const [event] = outcome.events
      assert.deepEqual({ ...event, at: 0 }, { type: 'Deposited', amount: 5, at: 0 })
      const [position] = parsePosition(outcome.position)
      assert.deepEqual(position, { topic: 'account', partition: record?.partition, offset: record?.offset })
      const envelope = envelopeOf(record?.headers ?? {})
      assert.equal(envelope.streamVersion, 1)
      assert.equal(envelope.occurredAt, event?.at)
      assert.deepEqual([envelope.actor, envelope.simulated], ['someone', true])
      assert.equal(envelope.commandId, outcome.commandId)
    })

    test('several events of one command come together, in order, at the last one', async () => {
      const outcome = await client.send('mia', { type: 'Move', amount: 3 })
      assert.equal(outcome.status, 'accepted')
      if (outcome.status !== 'accepted') return
      assert.deepEqual(
        outcome.events.map(({ type }) => type),
        ['Deposited', 'Withdrawn'],
      )
      const records = await ofKey('mia')
      assert.deepEqual(
        records.map(({ headers }) => headers.part),
        ['1/2', '2/2'],
      )
      assert.deepEqual(
        records.map(({ headers }) => headers['stream-version']),
        ['1', '2'],
      )
      assert.equal(parsePosition(outcome.position)[0]?.offset, records[1]?.offset)
    })

    test('a refusal leaves its record and is answered from the log', async () => {
      const outcome = await client.send('bob', { type: 'Withdraw', amount: 1 })
      assert.equal(outcome.status, 'refused')
      if (outcome.status !== 'refused') return
      assert.deepEqual([outcome.problem, outcome.detail], ['too-little', 'there is 0'])
      const [record] = await ofKey('bob')
      assert.equal(record?.headers.type, 'CommandRejected')
      assert.equal(parsePosition(outcome.position)[0]?.offset, record?.offset)
    })

    test('a throwing decision fails that command only', async () => {
      const [before, failed, next] = await Promise.all([
        client.send('eve', { type: 'Deposit', amount: 2 }),
        client.send('eve', { type: 'Explode' }),
        client.send('eve', { type: 'Withdraw', amount: 2 }),
      ])
      assert.deepEqual([before.status, failed.status, next.status], ['accepted', 'failed', 'accepted'])
      assert.match(failed.status === 'failed' ? failed.detail : '', /boom/)
      const types = (await ofKey('eve')).map(({ headers }) => headers.type)
      assert.deepEqual(types, ['Deposited', 'CommandFailed', 'Withdrawn'])
    })

    test('accepted without a change leaves a record too', async () => {
      const outcome = await client.send('nil', { type: 'Deposit', amount: 0 })
      assert.equal(outcome.status === 'accepted' && outcome.events.length, 0)
      assert.deepEqual(
        (await ofKey('nil')).map(({ headers }) => headers.type),
        ['NothingChanged'],
      )
    })

    test('the same id twice, one after the other, is one decision and the same outcome', async () => {
      const first = await client.send('dup', { type: 'Move', amount: 7 }, { id: 'd1' })
      const second = await client.send('dup', { type: 'Move', amount: 7 }, { id: 'd1' })
      assert.deepEqual(second, first)
      const refused = await client.send('dup', { type: 'Withdraw', amount: 99 }, { id: 'd2' })
      assert.deepEqual(await client.send('dup', { type: 'Withdraw', amount: 99 }, { id: 'd2' }), refused)
      assert.equal((await ofKey('dup')).length, 3)
    })

    test('the same id twice at once is one decision and the same outcome for both', async () => {
      const both = await Promise.all(
        [1, 2, 3].map(() => client.send('twin', { type: 'Deposit', amount: 1 }, { id: 't1' })),
      )
      assert.deepEqual(both[1], both[0])
      assert.deepEqual(both[2], both[0])
      assert.equal((await ofKey('twin')).length, 1)
    })

    test('another client gets the same outcome for the same id', async () => {
      const first = await client.send('two', { type: 'Deposit', amount: 1 }, { id: 'x1' })
      const other = await house.openClient()
      assert.deepEqual(await other.send('two', { type: 'Deposit', amount: 1 }, { id: 'x1' }), first)
    })

    test('the same id with another body is refused, to the one who sent it', async () => {
      const [mine, others] = await Promise.all([
        client.send('liz', { type: 'Deposit', amount: 1 }, { id: 'b1', body: 'one' }),
        client.send('liz', { type: 'Deposit', amount: 100 }, { id: 'b1', body: 'hundred' }),
      ])
      assert.deepEqual([mine.status, others.status], ['accepted', 'body-mismatch'])
      const later = await client.send('liz', { type: 'Deposit', amount: 100 }, { id: 'b1', body: 'hundred' })
      assert.equal(later.status, 'body-mismatch')
      assert.equal((await ofKey('liz')).length, 1)
    })

    test('what reaches the log after its time is not decided; the same id may be sent again', async () => {
      const late = await client.send('pia', { type: 'Deposit', amount: 1 }, { id: 'l1', notAfterMs: -60_000 })
      assert.equal(late.status === 'refused' && late.problem, 'command-expired')
      const inTime = await client.send('pia', { type: 'Deposit', amount: 1 }, { id: 'l1' })
      assert.equal(inTime.status, 'accepted')
      assert.deepEqual(
        (await ofKey('pia')).map(({ headers }) => headers.type),
        ['CommandExpired', 'Deposited'],
      )
    })

    test('too large a result fails its command; what waits beside it is decided', async () => {
      const [before, large, behind] = await Promise.all([
        client.send('big', { type: 'Deposit', amount: 1 }),
        client.send('big', { type: 'Note', bytes: 3_000_000 }),
        client.send('big', { type: 'Deposit', amount: 2 }),
      ])
      assert.deepEqual([before.status, large.status, behind.status], ['accepted', 'failed', 'accepted'])
      assert.match(large.status === 'failed' ? large.detail : '', /too large/)
    })

    test('many at once: each is decided once, versions are contiguous', async () => {
      const keys = ['m0', 'm1', 'm2', 'm3', 'm4']
      const asked = Array.from({ length: 500 }, (_, i) =>
        client.send(keys[i % 5] ?? '', { type: 'Deposit', amount: 1 }),
      )
      const outcomes = await Promise.all(asked)
      assert.ok(outcomes.every(({ status }) => status === 'accepted'))
      for (const key of keys) {
        const versions = (await ofKey(key)).map(({ headers }) => Number(headers['stream-version']))
        assert.deepEqual(
          versions,
          Array.from({ length: 100 }, (_, i) => i + 1),
        )
      }
    })

    test('after a restart the same id still has the same outcome, and the state is what it was', async () => {
      const first = await client.send('rob', { type: 'Deposit', amount: 4 }, { id: 'r1' })
      await room.stop()
      room = await house.startRoom()
      assert.deepEqual(await client.send('rob', { type: 'Deposit', amount: 4 }, { id: 'r1' }), first)
      assert.equal((await client.send('rob', { type: 'Withdraw', amount: 4 })).status, 'accepted')
      assert.equal((await client.send('rob', { type: 'Withdraw', amount: 1 })).status, 'refused')
    })

    test('with the local store lost, everything comes from the log', async () => {
      const first = await client.send('sue', { type: 'Deposit', amount: 4 }, { id: 's1' })
      await room.stop()
      room = await house.startRoom({ stateDir: `${house.folder}/elsewhere` })
      assert.deepEqual(await client.send('sue', { type: 'Deposit', amount: 4 }, { id: 's1' }), first)
      assert.equal((await client.send('sue', { type: 'Withdraw', amount: 5 })).status, 'refused')
    })

    test('handed over and not decided in time is pending, and decided later', async () => {
      await room.stop()
      const pending = await client.send('tom', { type: 'Deposit', amount: 1 }, { id: 'p1', waitMs: 50 })
      assert.equal(pending.status, 'pending')
      room = await house.startRoom()
      const outcome = await client.send('tom', { type: 'Deposit', amount: 1 }, { id: 'p1' })
      assert.equal(outcome.status, 'accepted')
      assert.equal((await ofKey('tom')).length, 1)
    })

    test('what the client has read is told', async () => {
      const outcome = await client.send('vic', { type: 'Deposit', amount: 1 })
      const [at] = outcome.status === 'accepted' ? parsePosition(outcome.position) : []
      assert.ok(at)
      const again = await client.send('vic', { type: 'Deposit', amount: 1 })
      assert.equal(again.status, 'accepted')
      assert.ok(client.latest('account', at.partition) > at.offset)
      assert.equal(room.health().ok, true)
    })
  })
}
