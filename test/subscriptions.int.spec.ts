// Subscriptions by the public API, on real servers: a plan is made and filled, bought, renewed, changed and cancelled.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Api, ApiProblem, eventually } from '../start/client/api.ts'
import { loggedIn } from '../start/demo/people.ts'
import { appProcess, type RunningApp } from './app.ts'
import { type FilmInStore, filmInStore, newPerson } from './given-film.ts'
import { newPlan, type Plan, planTerms, putInto, subscribeTo, subscriptionIs, wishFor } from './given-plan.ts'
import { sandboxBank } from './sandbox-bank.ts'

let app: RunningApp
let seller: Api
let operator: Api
let film: FilmInStore
let plan: Plan
before(async () => {
  app = await appProcess({ name: 'subscriptions' })
  seller = await loggedIn(app.url, app.people.seller)
  operator = await loggedIn(app.url, app.people.operator)
  film = await filmInStore(seller, 'In a plan', 4)
  plan = await newPlan(operator)
  await sandboxBank(app.env).behave({ dayMs: 120 })
})
after(() => app?.stop())

const refusedAs = (type: string) => (error: unknown) => error instanceof ApiProblem && error.type === type
const play = (viewer: Api) => viewer.post<{ tokenExpiresAt: string }>('/v1/playbacks', { filmId: film.filmId })

test('a film plays by a plan once its seller has put it there and the viewer has paid; both can be taken back', async () => {
  const viewer = await newPerson(app.url, 'viewer')
  await viewer.call('PUT', '/v1/account/country', { body: { country: 'DE' } })
  const subscriptionId = await subscribeTo(viewer, plan)
  const active = await subscriptionIs(viewer, 'active', ({ status }) => status === 'active')
  assert.deepEqual([active.subscriptionId, active.amount, active.cancelled], [subscriptionId, 799, false])
  await assert.rejects(() => play(viewer), refusedAs('not-entitled'))

  await putInto(seller, film.filmId, plan)
  const { films } = await seller.get<{ films: { filmId: string }[] }>(`/v1/plans/${plan.planId}`)
  assert.deepEqual(
    films.map(({ filmId }) => filmId),
    [film.filmId],
  )
  const { tokenExpiresAt } = await play(viewer)
  const playing = await subscriptionIs(viewer, 'playing', ({ playsUntil }) => playsUntil !== null)
  assert.ok(Date.parse(tokenExpiresAt) <= Date.parse(playing.playsUntil ?? ''), 'no token outlives what was paid')

  await assert.rejects(() => viewer.post('/v1/subscriptions', wishFor(plan)), refusedAs('already-subscribed'))
  await viewer.post(`/v1/subscriptions/${subscriptionId}/cancellation`)
  const { paidUntil } = await subscriptionIs(viewer, 'cancelled', ({ cancelled }) => cancelled)
  await subscriptionIs(viewer, 'ended', ({ status, reason }) => status === 'ended' && reason === 'cancelled')
  assert.ok(Date.parse(paidUntil ?? '') <= Date.now(), 'it ended before what was paid')
  await assert.rejects(() => play(viewer), refusedAs('not-entitled'))
})

test('what is paid is in the ledger, on an invoice with tax, and renewed until the viewer has enough', async () => {
  const viewer = await newPerson(app.url, 'viewer')
  await viewer.call('PUT', '/v1/account/country', { body: { country: 'DE' } })
  const subscriptionId = await subscribeTo(viewer, plan)
  const first = await subscriptionIs(viewer, 'active', ({ status }) => status === 'active')
  await subscriptionIs(viewer, 'renewed', ({ paidUntil }) => (paidUntil ?? '') > (first.paidUntil ?? ''))
  await viewer.post(`/v1/subscriptions/${subscriptionId}/cancellation`)
  await subscriptionIs(viewer, 'ended', ({ status }) => status === 'ended')

  const { invoices: paid } = await sandboxBank(app.env).subscription(subscriptionId)
  const invoices = await eventually('an invoice for each period', 60_000, async () => {
    const { items } = await viewer.get<{ items: Invoice[] }>('/v1/invoices')
    return items.length === paid.length ? items : undefined
  })
  assert.ok(paid.length >= 2)
  for (const one of invoices) {
    assert.deepEqual([one.title, one.amount, one.planId, one.filmId], ['All films', 799, plan.planId, null])
    assert.deepEqual(one.tax, { country: 'DE', percent: 19, amount: 128 })
  }
  const { items: booked } = await operator.get<{ items: Booked[] }>(`/v1/operator/ledger?orderId=${subscriptionId}`)
  assert.equal(booked.length, paid.length)
  assert.deepEqual(booked[0]?.entries, [
    { account: 'psp_clearing', amount: 799 },
    { account: 'tax_payable:DE', amount: -128 },
    { account: 'subscription_revenue', amount: -671 },
  ])
})

type Invoice = Readonly<{ title: string; amount: number; planId: string; filmId: string | null; tax: object }>
type Booked = Readonly<{ entries: readonly Readonly<{ account: string; amount: number }>[] }>

test('who is erased is not charged any more', async () => {
  const viewer = await newPerson(app.url, 'viewer')
  const subscriptionId = await subscribeTo(viewer, plan)
  await subscriptionIs(viewer, 'active', ({ status }) => status === 'active')
  await operator.post(`/v1/operator/people/${viewer.personId}/erasure`, { reason: 'They asked for it.' })
  const bank = sandboxBank(app.env)
  await eventually('it has ended at the provider', 60_000, async () => {
    const { status } = await bank.subscription(subscriptionId)
    return status === 'canceled' || undefined
  })
})

test('a plan that was changed or retired is not sold as it was, and who has it keeps it', async () => {
  const other = await newPlan(operator, { name: 'Other' })
  const viewer = await newPerson(app.url, 'viewer')
  await subscribeTo(viewer, other)
  await subscriptionIs(viewer, 'active', ({ status }) => status === 'active')
  const dearer = planTerms({ name: 'Other', prices: [{ amount: 899, currency: 'EUR' }] })
  await operator.call('PUT', `/v1/operator/plans/${other.planId}`, { body: dearer })
  const late = await newPerson(app.url, 'viewer')
  await assert.rejects(() => late.post('/v1/subscriptions', wishFor(other)), refusedAs('price-changed'))
  await operator.post(`/v1/operator/plans/${other.planId}/retirement`)
  const now = { ...other, version: 2 }
  await assert.rejects(() => late.post('/v1/subscriptions', wishFor(now)), refusedAs('plan-unavailable'))
  const { items } = await operator.get<{ items: { planId: string }[] }>('/v1/plans')
  assert.ok(!items.some(({ planId }) => planId === other.planId))
  const has = await subscriptionIs(viewer, 'active', ({ status }) => status === 'active')
  assert.equal(has.amount, 799)
})
