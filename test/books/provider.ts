// The payment provider's side of a history: what it took, gave back, keeps of disputes and paid out. It knows no shares.

export type Payment = {
  readonly paymentId: string
  readonly orderId: string
  readonly amount: bigint
  readonly currency: string
  refunded: bigint
  /** one at a time */
  readonly disputes: { readonly disputeId: string; readonly amount: bigint; status: 'open' | 'won' | 'lost' }[]
}
export type Transfer = Readonly<{ payoutId: string; sellerId: string; amount: bigint; currency: string }>

const kept = ({ disputes }: Payment, ...statuses: readonly string[]): bigint =>
  disputes.reduce((sum, { amount, status }) => (statuses.includes(status) ? sum + amount : sum), 0n)

/** What of a payment is still there: neither given back nor disputed. */
export const leftOf = (payment: Payment): bigint => payment.amount - payment.refunded - kept(payment, 'open', 'lost')

/** What of a payment is gone for good. */
export const goneOf = (payment: Payment): bigint => payment.refunded + kept(payment, 'lost')

export const disputedOf = (payment: Payment): bigint => kept(payment, 'open')

export const openProvider = () => {
  const payments: Payment[] = []
  const transfers: Transfer[] = []
  return {
    payments: payments as readonly Payment[],
    transfers: transfers as readonly Transfer[],
    take: (payment: Omit<Payment, 'refunded' | 'disputes'>): void => {
      payments.push({ ...payment, refunded: 0n, disputes: [] })
    },
    /** False: it does not give back so much, or anything while a dispute is open. */
    refund: (payment: Payment, amount: bigint): boolean => {
      const isRefused = disputedOf(payment) > 0n || amount <= 0n || amount > leftOf(payment)
      if (!isRefused) payment.refunded += amount
      return !isRefused
    },
    dispute: (payment: Payment, amount: bigint): void => {
      if (disputedOf(payment) > 0n || amount <= 0n || amount > leftOf(payment)) return
      payment.disputes.push({ disputeId: `${payment.paymentId} ${payment.disputes.length}`, amount, status: 'open' })
    },
    end: (payment: Payment, status: 'won' | 'lost'): void => {
      const open = payment.disputes.find((one) => one.status === 'open')
      if (open) open.status = status
    },
    transfer: (transfer: Transfer): void => {
      transfers.push(transfer)
    },
  }
}

export type Provider = ReturnType<typeof openProvider>
