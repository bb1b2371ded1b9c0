// A provider behind a circuit breaker: while it is down it is not asked, and everybody hears so at once.
import type { Billing } from './billing.ts'
import type { Breaker } from './breaker.ts'
import { type PaymentProvider, ProviderUnavailable } from './provider.ts'

/** Through the circuit. `recovered` is called when the provider answers again after it was open. A refusal is an answer. */
const passage =
  (breaker: Breaker, now: () => number, recovered: () => void) =>
  async <T>(call: () => Promise<T>): Promise<T> => {
    const before = breaker.state(now())
    if (!breaker.enter(now())) throw new ProviderUnavailable('the provider is not asked: its circuit is open')
    const answered = () => {
      breaker.succeeded()
      if (before !== 'closed') recovered()
    }
    try {
      const result = await call()
      answered()
      return result
    } catch (error) {
      if (error instanceof ProviderUnavailable) breaker.failed(now())
      else answered()
      throw error
    }
  }

export const guarded = (
  provider: PaymentProvider,
  breaker: Breaker,
  now: () => number,
  recovered: () => void,
): PaymentProvider => {
  const through = passage(breaker, now, recovered)
  return {
    name: provider.name,
    create: (order) => through(() => provider.create(order)),
    confirm: (id, returnUrl) => through(() => provider.confirm(id, returnUrl)),
    retrieve: (id) => through(() => provider.retrieve(id)),
    cancel: (id) => through(() => provider.cancel(id)),
    refund: (id, refund) => through(() => provider.refund(id, refund)),
    refunds: (id) => through(() => provider.refunds(id)),
    disputes: (id) => through(() => provider.disputes(id)),
    list: (orderId) => through(() => provider.list(orderId)),
  }
}

export const guardedBilling = (
  billing: Billing,
  breaker: Breaker,
  now: () => number,
  recovered: () => void,
): Billing => {
  const through = passage(breaker, now, recovered)
  return {
    name: billing.name,
    start: (wanted) => through(() => billing.start(wanted)),
    confirm: (id, returnUrl) => through(() => billing.confirm(id, returnUrl)),
    retrieve: (id) => through(() => billing.retrieve(id)),
    invoices: (id) => through(() => billing.invoices(id)),
    setCancelled: (id, cancelled) => through(() => billing.setCancelled(id, cancelled)),
    change: (id, terms) => through(() => billing.change(id, terms)),
    end: (id) => through(() => billing.end(id)),
  }
}
