// The payment provider: a server outside of every process, whose books are the truth about money. Behind the port.
import {
  type Payment,
  type PaymentOrder,
  type PaymentProvider,
  type PaymentState,
  ProviderRefused,
  ProviderUnavailable,
  type Refund,
} from '../../workers/payments/provider.ts'
import { call } from './network.ts'
import type { Process, World } from './world.ts'

/** A payment in its books; `charged` counts how often money was taken for it. */
export type Entry = {
  readonly paymentId: string
  readonly order: PaymentOrder
  state: PaymentState
  charged: number
  refunded: bigint
}

export type PaymentServer = Readonly<{
  /** as one process reaches it */
  providerOf(process: Process): PaymentProvider
  books(): readonly Entry[]
}>

export type Webhook = Readonly<{ providerEventId: string; viewerId: string; orderId: string }>

/** `tell` sends a webhook; it may be told twice, late, and in any order. */
export const paymentServer = (world: World, tell: (webhook: Webhook) => void): PaymentServer => {
  const { scheduler, dice } = world
  const entries = new Map<string, Entry>()
  const byKey = new Map<string, string>()
  const refunds = new Map<string, Refund & { readonly paymentId: string }>()
  let events = 0

  const change = (entry: Entry, state: PaymentState) => {
    entry.state = state
    if (state.status === 'taken') entry.charged++
    const { orderId, viewerId } = entry.order
    const webhook = { providerEventId: `event-${events++}`, orderId, viewerId }
    if (!world.isHealed() && dice.chance(0.1)) return
    const send = () =>
      scheduler.after(dice.between(10, 6_000), undefined, `webhook ${webhook.providerEventId}`, () => tell(webhook))
    send()
    if (!world.strikes(0.2)) return
    world.seen.note('webhook twice')
    send()
  }
  const later = (ms: number, entry: Entry, from: PaymentState['status'], state: PaymentState) =>
    void scheduler.after(ms, undefined, `the provider settles ${entry.paymentId}`, () => {
      if (entry.state.status === from) change(entry, state)
    })

  const start = (entry: Entry) => {
    switch (entry.order.paymentMethod) {
      case 'pm_declined':
        return change(entry, { status: 'failed', reason: 'card-declined' })
      case 'pm_slow':
        change(entry, { status: 'processing' })
        return later(dice.between(500, 20_000), entry, 'processing', { status: 'taken' })
      case 'pm_action': {
        change(entry, { status: 'action-required', url: `https://bank.example/${entry.paymentId}` })
        const isDone = dice.chance(0.85)
        if (isDone) later(dice.between(1_000, 40_000), entry, 'action-required', { status: 'taken' })
        return
      }
      default:
        return change(entry, { status: 'taken' })
    }
  }

  const entryOf = (paymentId: string): Entry => {
    const entry = entries.get(paymentId)
    if (!entry) throw new ProviderRefused('not-found', 'no such payment')
    return entry
  }
  const told = ({ paymentId, order, state, refunded }: Entry): Payment => ({
    ...state,
    paymentId,
    amount: order.amount,
    currency: order.currency,
    refunded,
    orderId: order.orderId,
  })

  const server: Omit<PaymentProvider, 'name'> = {
    create: async ({ orderId, viewerId, amount, currency, paymentMethod }) => {
      const paymentId = byKey.get(orderId) ?? `payment-${entries.size}`
      byKey.set(orderId, paymentId)
      const known = entries.get(paymentId)
      if (known) return told(known)
      const order = { orderId, viewerId, amount, currency, paymentMethod }
      const entry: Entry = { paymentId, order, state: { status: 'unconfirmed' }, charged: 0, refunded: 0n }
      entries.set(paymentId, entry)
      return told(entry)
    },
    confirm: async (paymentId) => {
      const entry = entryOf(paymentId)
      if (entry.state.status === 'unconfirmed') start(entry)
      return told(entry)
    },
    retrieve: async (paymentId) => told(entryOf(paymentId)),
    cancel: async (paymentId) => {
      const entry = entryOf(paymentId)
      const { status } = entry.state
      if (status === 'unconfirmed' || status === 'action-required') change(entry, { status: 'cancelled' })
      return told(entry)
    },
    refund: async (paymentId, { refundId, amount }) => {
      const entry = entryOf(paymentId)
      const left = (entry.state.status === 'taken' ? entry.order.amount : 0n) - entry.refunded
      const asked = amount ?? left
      const known = refunds.get(refundId)
      if (known) return known
      if (left <= 0n || asked > left) throw new ProviderRefused('nothing-to-refund', 'nothing is left of it')
      const made = {
        paymentId,
        providerRefundId: `refund-${refunds.size}`,
        refundId,
        amount: asked,
        status: 'made',
      } as const
      refunds.set(refundId, made)
      entry.refunded += asked
      return made
    },
    refunds: async (paymentId) => [...refunds.values()].filter((one) => one.paymentId === paymentId).reverse(),
    disputes: async () => [],
    list: async (orderId) => [...entries.values()].filter(({ order }) => order.orderId === orderId).map(told),
  }

  const providerOf = (process: Process): PaymentProvider => {
    const ask = <T>(label: string, effect: () => Promise<T>) =>
      call(world, process, {
        place: 'provider',
        label: `provider ${label}`,
        deadly: 4,
        effect,
        unknown: () => new ProviderUnavailable(`${label}: no answer`),
        refused: () => new ProviderUnavailable(`${label}: no connection`),
      })
    return {
      name: 'sandbox',
      create: (order) => ask('create', () => server.create(order)),
      confirm: (id, url) => ask('confirm', () => server.confirm(id, url)),
      retrieve: (id) => ask('retrieve', () => server.retrieve(id)),
      cancel: (id) => ask('cancel', () => server.cancel(id)),
      refund: (id, refund) => ask('refund', () => server.refund(id, refund)),
      refunds: (id) => ask('refunds', () => server.refunds(id)),
      disputes: (id) => ask('disputes', () => server.disputes(id)),
      list: (orderId) => ask('list', () => server.list(orderId)),
    }
  }

  return { providerOf, books: () => [...entries.values()] }
}
