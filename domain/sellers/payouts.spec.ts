// An account at the provider, and what is paid there: all that is available, once, and back when it is not taken.
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { evolve, newSeller } from './seller.ts'

const given = specFor(decide, evolve, newSeller)
const day = (n: number) => n * 86_400_000
const sellerId = 'seller'
const account = { sellerId, provider: 'sandbox', accountId: 'acc' }
const open = { type: 'RecordSellerAccount', now: 1, ...account } as const
const opened = { type: 'SellerAccountOpened', at: 1, ...account } as const
const status = (now: number, status: 'PENDING' | 'ACTIVE' | 'RESTRICTED', reason: string | null = null) =>
  ({ type: 'RecordAccountStatus', now, sellerId, accountId: 'acc', status, reason }) as const
const changed = (at: number, status: 'PENDING' | 'ACTIVE' | 'RESTRICTED', reason: string | null = null) =>
  ({ type: 'AccountStatusChanged', at, sellerId, accountId: 'acc', status, reason }) as const
const active = [opened, changed(2, 'ACTIVE')] as const

const sale = { sellerId, orderId: 'order', filmId: 'film', currency: 'EUR' }
const credited = (amount: bigint, availableAt = day(15)) =>
  ({ type: 'SaleCredited', at: 3, ...sale, amount, availableAt }) as const
const released = (at: number, amount: bigint, availableAt = day(15)) =>
  ({ type: 'FundsReleased', at, sellerId, amount, currency: 'EUR', availableAt }) as const
const ask = (now: number, payoutId = 'payout', month: string | null = null) =>
  ({ type: 'RequestPayout', now, sellerId, payoutId, currency: 'EUR', minimum: 100n, month }) as const
const asked = (at: number, amount: bigint, payoutId = 'payout', month: string | null = null) =>
  ({ type: 'PayoutRequested', at, ...account, payoutId, amount, currency: 'EUR', month }) as const
const made = (at: number, amount: bigint) =>
  ({ type: 'PayoutMade', at, sellerId, payoutId: 'payout', transferId: 'tr', amount, currency: 'EUR' }) as const
const earned = [...active, credited(700n), released(day(15), 700n)] as const

test('a seller has one account for ever', () => {
  given().when(open).then(opened)
  given(opened).when(open).then()
  given(opened)
    .when({ ...open, accountId: 'other' })
    .refused('payment-mismatch')
})

test('how it stands is told when it changes, and only of this account', () => {
  given(opened).when(status(2, 'PENDING')).then()
  given(opened).when(status(2, 'ACTIVE')).then(changed(2, 'ACTIVE'))
  given(...active)
    .when(status(3, 'ACTIVE'))
    .then()
  given(...active)
    .when(status(3, 'RESTRICTED', 'papers-due'))
    .then(changed(3, 'RESTRICTED', 'papers-due'))
  given(opened)
    .when({ ...status(2, 'ACTIVE'), accountId: 'other' })
    .refused('payment-mismatch')
})

test('an update is noticed, a page is asked for and offered, once there is an account', () => {
  const note = { type: 'NoteAccountUpdate', now: 2, sellerId, accountId: 'acc', causeId: 'evt' } as const
  given().when(note).refused('not-onboarded')
  given(opened)
    .when(note)
    .then({ type: 'AccountUpdateNoticed', at: 2, ...account, causeId: 'evt' })
  const wish = { type: 'AskOnboarding', now: 2, sellerId, askId: 'ask', returnUrl: 'https://shop' } as const
  given().when(wish).refused('not-onboarded')
  given(opened)
    .when(wish)
    .then({ type: 'OnboardingAsked', at: 2, ...account, askId: 'ask', returnUrl: 'https://shop' })
})

test('all that is available is paid, once the provider pays this seller', () => {
  given(opened, credited(700n), released(day(15), 700n))
    .when(ask(day(16)))
    .refused('not-onboarded')
  given(...earned)
    .when(ask(day(16)))
    .then(asked(day(16), 700n))
  given(...earned, asked(day(16), 700n))
    .when(ask(day(17)))
    .then()
  given(...earned, asked(day(16), 700n))
    .when(ask(day(17), 'other'))
    .refused('payout-pending')
  given(...earned, asked(day(16), 700n), made(day(17), 700n))
    .when(ask(day(18), 'other'))
    .refused('payout-too-small')
})

test('what has become available by now is part of it, what is held is not', () =>
  given(...active, credited(700n), credited(200n, day(20)))
    .when(ask(day(16)))
    .then(released(day(16), 700n), asked(day(16), 700n)))

test('less than the minimum, or less than nothing, is carried over', () => {
  given(...active, credited(99n), released(day(15), 99n))
    .when(ask(day(16)))
    .refused('payout-too-small')
  const back = {
    type: 'RefundDebited',
    at: day(30),
    ...sale,
    amount: 900n,
    availableAt: day(15),
    wasHeld: false,
  } as const
  given(...earned, back)
    .when({ ...ask(day(31)), minimum: -1_000n })
    .refused('payout-too-small')
})

test('it ends once: made, or back to what is available', () => {
  const going = [...earned, asked(day(16), 700n)] as const
  const paid = { type: 'RecordPayout', now: day(17), sellerId, payoutId: 'payout', transferId: 'tr' } as const
  given(...going)
    .when(paid)
    .then(made(day(17), 700n))
  given(...going, made(day(17), 700n))
    .when(paid)
    .refused('conflict')
  const fail = { type: 'RecordPayoutFailed', now: day(17), sellerId, payoutId: 'payout', reason: 'no-account' } as const
  const { type: _, now: __, ...told } = fail
  const failed = { type: 'PayoutFailed', at: day(17), ...told, amount: 700n, currency: 'EUR' } as const
  given(...going)
    .when(fail)
    .then(failed)
  given(...going, failed)
    .when(ask(day(18), 'again'))
    .then(asked(day(18), 700n, 'again'))
})

test('the monthly one is asked for once a month', () => {
  const november = asked(day(16), 700n, 'payout', '2026-11')
  given(...earned)
    .when(ask(day(16), 'payout', '2026-11'))
    .then(november)
  const ended = [...earned, november, made(day(17), 700n), credited(500n), released(day(18), 500n)] as const
  given(...ended)
    .when(ask(day(18), 'again', '2026-11'))
    .then()
  given(...ended)
    .when(ask(day(50), 'next', '2026-12'))
    .then(asked(day(50), 500n, 'next', '2026-12'))
})
