// Random histories of money: viewers buy, staff and provider give back, payers dispute, days pass, sellers are paid.
import fc from 'fast-check'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { type FundsRow, sellerFunds } from '../../projectors/seller-funds/handlers.ts'
import { idOf } from '../../runtime/index.ts'
import { foldAll } from './folding.ts'
import { leftOf, openProvider, type Payment, type Provider } from './provider.ts'
import { openWorld, type World } from './world.ts'

export const currencies = ['JPY', 'EUR', 'KWD'] as const
const viewers = ['ada', 'bo', 'cy'].map((name) => idOf('viewer', name))
export const sellers = ['first', 'second'].map((name) => idOf('seller', name))
const day = 86_400_000

/** What the offer and its seller's terms fix of a sale: rates in hundredths of a percent. */
export type Sale = Readonly<{
  orderId: string
  sellerId: string
  amount: bigint
  currency: string
  sellerShare: number
  borne: bigint
  taxRate: number | null
  taxCountry: string | null
}>

const nth = fc.nat(1_000)
/** a part of what there is, in thousandths */
const part = fc.integer({ min: 1, max: 1_000 })
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('buy' as const),
      viewer: fc.constantFrom(...viewers),
      seller: fc.constantFrom(...sellers),
      currency: fc.constantFrom(...currencies),
      amount: fc.oneof(fc.bigInt({ min: 1n, max: 50n }), fc.bigInt({ min: 1n, max: 100_000n })),
      sellerShare: fc.constantFrom(7_000, 7_000, 8_250, 3_333, 10_000, 0),
      /** that a coupon of the platform took off */
      borne: fc.constantFrom(0n, 0n, 0n, 1n, 199n, 10_000n),
      tax: fc.constantFrom(null, ['DE', 1_900], ['CH', 810], ['FI', 2_550], ['AT', 2_000], ['US', 0]) as fc.Arbitrary<
        readonly [string, number] | null
      >,
      fails: fc.integer({ min: 1, max: 10 }).map((n) => n === 1),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('refund' as const),
      ...{ nth, part, outcome: fc.constantFrom('made', 'made', 'made', 'failed', 'lost') },
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('refund at provider' as const), nth, part }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('dispute' as const), nth, part, told: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('end dispute' as const),
      ...{ nth, status: fc.constantFrom('won' as const, 'lost' as const) },
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('pass' as const), days: fc.constantFrom(1, 3, 14, 15, 31) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('release' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('payout' as const),
      seller: fc.constantFrom(...sellers),
      currency: fc.constantFrom(...currencies),
      arrives: fc.integer({ min: 1, max: 4 }).map((n) => n > 1),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('deliver' as const),
      ...{ viewer: fc.constantFrom(...viewers), count: fc.integer({ min: 1, max: 6 }), twice: fc.boolean() },
    }),
  },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })

export type History = Readonly<{
  world: World
  provider: Provider
  sales: readonly Sale[]
  /** Later, when nothing is held any more: each seller asks for all that is theirs. */
  payAll(): void
}>

/** All of it, until bookkeeping has nothing on its way any more. */
export const live = (all: readonly Step[]): History => {
  const world = openWorld(Date.UTC(2026, 10, 3, 20))
  const provider = openProvider()
  const sales: Sale[] = []
  const viewerOf = new Map<string, string>()
  let ids = 0
  const next = (kind: string) => idOf(kind, ids++)

  for (const sellerId of sellers) {
    const account = { sellerId, accountId: `account of ${sellerId}` }
    world.sellers({ type: 'RecordSellerAccount', provider: 'p', ...account })
    world.sellers({ type: 'RecordAccountStatus', status: 'ACTIVE', reason: null, ...account })
  }

  const buy = ({
    viewer,
    seller,
    tax,
    fails,
    amount,
    borne,
    currency,
    sellerShare,
  }: Extract<Step, { type: 'buy' }>) => {
    const [orderId, paymentId] = [next('order'), next('payment')]
    const [taxCountry, taxRate] = tax ?? [null, null]
    const sold = { orderId, sellerId: seller, amount, currency, sellerShare, taxRate, taxCountry }
    const about = { viewerId: viewer, orderId }
    const offer = { filmId: idOf('film', orderId), kind: 'BUY', offerId: next('offer'), offerVersion: 1 } as const
    const terms = {
      ...{ startWithin: null, watchWithin: null, refundWithin: null, licenceVersion: currentLicence },
      ...{ quality: null, territory: null, preorderFrom: null, opensAt: null, closesAt: null },
    }
    const coupon = { couponId: borne > 0n ? idOf('coupon') : null, discount: borne, discountBy: 'PLATFORM' } as const
    const payment = {
      provider: 'p',
      paymentMethod: 'card',
      validUntil: world.now() + day,
      sellerActive: true,
      cardId: null,
      saveCard: false,
    }
    world.commerce({ type: 'PlaceOrder', ...about, ...sold, ...offer, ...terms, ...coupon, ...payment })
    world.commerce({ type: 'AttachPayment', ...about, paymentId })
    if (fails) return void world.commerce({ type: 'RecordPaymentFailed', ...about, paymentId, reason: 'card-declined' })
    provider.take({ paymentId, orderId, amount, currency })
    sales.push({ ...sold, borne })
    viewerOf.set(orderId, viewer)
    for (const _ of [1, 2]) world.commerce({ type: 'RecordPaymentTaken', ...about, paymentId, amount, currency })
  }

  const about = ({ orderId }: Payment) => ({ viewerId: viewerOf.get(orderId) ?? '', orderId })
  const partOf = (payment: Payment, thousandths: number): bigint => {
    const some = (leftOf(payment) * BigInt(thousandths)) / 1_000n
    return some > 0n ? some : leftOf(payment)
  }

  /** `lost`: it was made, and told as failed; who looks at the provider finds it. */
  const refund = (payment: Payment, amount: bigint, outcome: string) => {
    const ids = { ...about(payment), refundId: next('refund') }
    const { currency } = payment
    const by = { askedBy: 'STAFF', personId: idOf('staff'), reason: 'GOODWILL' } as const
    if (!world.commerce({ type: 'RequestRefund', ...ids, amount, currency, ...by })) return
    const isMade = outcome !== 'failed' && provider.refund(payment, amount)
    if (isMade && outcome === 'made')
      world.commerce({ type: 'RecordRefund', ...ids, providerRefundId: ids.refundId, amount, currency })
    else world.commerce({ type: 'RecordRefundFailed', ...ids, reason: 'refused' })
  }

  /** As the payments worker tells it: what the provider has given back in all, and each dispute as it stands. */
  const look = (payment: Payment) => {
    const { paymentId, refunded, currency, disputes } = payment
    const told = { ...about(payment), paymentId, currency }
    if (refunded > 0n) world.commerce({ type: 'RecordRefundsAtProvider', ...told, refunded })
    for (const { disputeId, amount, status } of disputes) {
      const word = ({ open: 'OPEN', won: 'WON', lost: 'LOST' } as const)[status]
      world.commerce({ type: 'RecordDispute', ...told, disputeId, amount, status: word, reason: 'fraudulent' })
    }
  }

  const release = () => {
    const rows = foldAll(sellerFunds, world.happened) as ReadonlyMap<string, FundsRow>
    for (const { sellerId, currency, days } of rows.values())
      for (const availableAt of Object.keys(days).map(Number))
        if (availableAt <= world.now()) world.sellers({ type: 'ReleaseFunds', sellerId, currency, availableAt })
  }

  const payOut = (sellerId: string, currency: string, arrives: boolean) => {
    const payoutId = next('payout')
    world.sellers({ type: 'RequestPayout', sellerId, payoutId, currency, minimum: 1n, month: null })
    const asked = world.happened.at(-1)?.event
    if (asked?.type !== 'PayoutRequested' || asked.payoutId !== payoutId) return
    const { amount } = asked
    if (arrives) provider.transfer({ payoutId, sellerId, amount, currency })
    const told = arrives
      ? ({ type: 'RecordPayout', sellerId, payoutId, transferId: `transfer of ${payoutId}` } as const)
      : ({ type: 'RecordPayoutFailed', sellerId, payoutId, reason: 'no' } as const)
    for (const _ of [1, 2]) world.sellers(told)
  }

  const take = (one: Step) => {
    if (one.type === 'buy') return buy(one)
    if (one.type === 'pass') return world.pass(one.days * day)
    if (one.type === 'release') return release()
    if (one.type === 'payout') return payOut(one.seller, one.currency, one.arrives)
    if (one.type === 'deliver') return world.deliver(one.viewer, one.count, one.twice)
    const payment = provider.payments[one.nth % Math.max(provider.payments.length, 1)]
    if (!payment) return
    if (one.type === 'refund') return refund(payment, partOf(payment, one.part), one.outcome)
    if (one.type === 'refund at provider') provider.refund(payment, partOf(payment, one.part))
    if (one.type === 'dispute') provider.dispute(payment, partOf(payment, one.part))
    if (one.type === 'end dispute') provider.end(payment, one.status)
    // News of a dispute may come with its end only.
    if (one.type !== 'dispute' || one.told) look(payment)
  }

  for (const one of all) take(one)
  for (const payment of provider.payments) look(payment)
  world.deliverAll()
  const payAll = () => {
    world.pass(60 * day)
    for (const sellerId of sellers) for (const currency of currencies) payOut(sellerId, currency, true)
  }
  return { world, provider, sales, payAll }
}
