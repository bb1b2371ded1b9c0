// What the view says is due is released by the decider: once, and not before its day.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createMetrics } from '../../platform/metrics.ts'
import type { ReadStore } from '../../platform/postgres.ts'
import { idOf, type Outcome } from '../../runtime/index.ts'
import { type CommandRoom, commandRoom } from '../../test/command-room.ts'
import { payMonthly, releaseDue } from './funds-due.ts'
import { createSubmit, type Submit } from './submit.ts'

const day = 86_400_000
const sellerId = idOf('earning seller')
const today = Math.floor(Date.now() / day) * day

let room: CommandRoom
before(async () => {
  room = await commandRoom()
})
after(() => room.stop())

const tell = async (command: Readonly<{ type: string }>, name: string) => {
  const sender = { key: sellerId, commandId: idOf(command.type, name), bodyHash: '', actor: '' }
  assert.equal((await room.commands.submit('sellers', command, sender)).status, 'accepted')
}
const credit = async (orderId: string, heldUntil: number) => {
  const sale = { sellerId, orderId: idOf(orderId), filmId: idOf('film'), amount: 764n, currency: 'EUR', heldUntil }
  const sender = { key: sellerId, commandId: idOf('credit', orderId), bodyHash: '', actor: '' }
  assert.equal((await room.commands.submit('sellers', { type: 'CreditSale', ...sale }, sender)).status, 'accepted')
}

test('each day that has come is released once; one that has not is asked for again later', async () => {
  await credit('one', today)
  await credit('other', today + day)
  const due: ReadStore = {
    rows: async () => [today, today + day].map((nextAt) => ({ sellerId, currency: 'EUR', nextAt })) as never,
  }
  const told: Outcome[] = []
  const submit = createSubmit(room.commands, createMetrics())
  const heard: Submit = async (...asked) => {
    const outcome = await submit(...asked)
    told.push(outcome)
    return outcome
  }
  await releaseDue(due, heard, Date.now())
  await releaseDue(due, heard, Date.now() + 3_600_000)
  const events = told.flatMap((one) => (one.status === 'accepted' ? one.events : []))
  assert.deepEqual(
    events.map(({ type, ...event }) => [type, (event as { amount?: bigint }).amount]),
    [['FundsReleased', 764n]],
  )
  assert.deepEqual(
    told.map(({ status }) => status),
    ['accepted', 'refused', 'accepted', 'refused'],
  )
})

test('a seller is paid in the first days of a month, once', async () => {
  const account = { sellerId, accountId: 'acc' }
  await tell({ type: 'RecordSellerAccount', ...account, provider: 'sandbox' } as never, 'opened')
  await tell({ type: 'RecordAccountStatus', ...account, status: 'ACTIVE', reason: null } as never, 'active')
  const owed: ReadStore = { rows: async () => [{ sellerId, currency: 'EUR' }] as never }
  const told: Outcome[] = []
  const submit = createSubmit(room.commands, createMetrics())
  const heard: Submit = async (...asked) => {
    const outcome = await submit(...asked)
    told.push(outcome)
    return outcome
  }
  await payMonthly(owed, heard, 100n, Date.UTC(2026, 10, 20))
  assert.equal(told.length, 0)
  for (const at of [Date.UTC(2026, 11, 1), Date.UTC(2026, 11, 1, 5)]) await payMonthly(owed, heard, 100n, at)
  const events = told.flatMap((one) => (one.status === 'accepted' ? one.events : []))
  assert.deepEqual(
    events.map(({ type, ...event }) => [type, (event as { month?: string }).month]),
    [['PayoutRequested', '2026-12']],
  )
})
