// One payment at the sandbox: its states, and what each of the test cards does. Pure.

export type PaymentStatus =
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'succeeded'
  | 'failed'
  | 'canceled'

export type Failure = Readonly<{ code: string; message: string }>

/** The payer wants their money back by way of the bank; won and lost by the shop. */
export type Dispute = Readonly<{ id: string; amount: number; status: 'open' | 'won' | 'lost'; reason: string }>

/** Amounts in minor units of the currency; times in ms since 1970. */
export type Payment = Readonly<{
  id: string
  amount: number
  currency: string
  status: PaymentStatus
  paymentMethod: PaymentMethod
  /** the payer agrees that the card is kept; missing in what an older sandbox kept */
  saveCard?: boolean
  metadata: Readonly<Record<string, string>>
  returnUrl: string | null
  failure: Failure | null
  refunded: number
  /** the last one; missing in what an older sandbox kept */
  dispute?: Dispute | null
  createdAt: number
  /** a processing payment succeeds then */
  settleAt: number | null
  /** stands in the address of the page where the payer authenticates: whoever knows it may decide */
  actionToken: string | null
}>

export const paymentMethods = ['pm_success', 'pm_declined', 'pm_insufficient_funds', 'pm_delay', 'pm_3ds'] as const
export type PaymentMethod = (typeof paymentMethods)[number]
export const isPaymentMethod = (text: string): text is PaymentMethod => paymentMethods.some((one) => one === text)

/** What the provider refuses; the client sees it as problem+json. */
export class Fault extends Error {
  readonly status: number
  readonly type: string
  constructor(status: number, type: string, detail: string) {
    super(detail)
    this.status = status
    this.type = type
  }
}

const failures = {
  pm_declined: { code: 'card_declined', message: 'The card was declined.' },
  pm_insufficient_funds: { code: 'insufficient_funds', message: 'The card has not enough money.' },
  authentication: { code: 'authentication_failed', message: 'The payer did not approve.' },
} as const satisfies Record<string, Failure>

const failed = (payment: Payment, failure: Failure): Payment => ({ ...ended(payment, 'failed'), failure })

const ended = (payment: Payment, status: PaymentStatus): Payment => ({ ...payment, status, settleAt: null })

export type ConfirmWith = Readonly<{ now: number; delay: number; token: string; returnUrl: string | null }>

/** Told again, it stays as it is: a payment is confirmed once. */
export const confirm = (payment: Payment, { now, delay, token, returnUrl }: ConfirmWith): Payment => {
  if (payment.status === 'canceled') throw new Fault(409, 'payment-canceled', 'The payment was cancelled.')
  if (payment.status !== 'requires_confirmation') return payment
  const confirmed = { ...payment, returnUrl: returnUrl ?? payment.returnUrl }
  switch (payment.paymentMethod) {
    case 'pm_success':
      return ended(confirmed, 'succeeded')
    case 'pm_declined':
    case 'pm_insufficient_funds':
      return failed(confirmed, failures[payment.paymentMethod])
    case 'pm_delay':
      return { ...confirmed, status: 'processing', settleAt: now + delay }
    case 'pm_3ds':
      return { ...confirmed, status: 'requires_action', actionToken: token }
  }
}

export const settle = (payment: Payment): Payment =>
  payment.status === 'processing' ? ended(payment, 'succeeded') : payment

/** The payer's answer on the bank's page. */
export const authenticate = (payment: Payment, approved: boolean): Payment => {
  if (payment.status !== 'requires_action') return payment
  return approved ? ended(payment, 'succeeded') : failed(payment, failures.authentication)
}

/** Money that was taken is not cancelled but refunded. */
export const cancel = (payment: Payment): Payment => {
  if (payment.status === 'succeeded') throw new Fault(409, 'payment-succeeded', 'The payment was taken; refund it.')
  return payment.status === 'failed' ? payment : ended(payment, 'canceled')
}

/** Without an amount, all that is left. All refunds together never exceed the payment. */
export const refund = (payment: Payment, amount: number = payment.amount - payment.refunded): Payment => {
  if (payment.status !== 'succeeded') throw new Fault(409, 'payment-not-taken', 'There is no money to give back.')
  if (payment.dispute?.status === 'open') throw new Fault(409, 'charge-disputed', 'The payment is disputed.')
  const left = payment.amount - payment.refunded
  if (amount < 1 || amount > left)
    throw new Fault(409, 'refund-exceeds-payment', `Of this payment ${left} can still be refunded.`)
  return { ...payment, refunded: payment.refunded + amount }
}

/** One at a time, of what was not given back. */
export const dispute = (payment: Payment, opened: Omit<Dispute, 'status'>): Payment => {
  if (payment.status !== 'succeeded' || payment.dispute?.status === 'open')
    throw new Fault(409, 'not-disputable', 'It was not taken, or is disputed already.')
  if (opened.amount < 1 || opened.amount > payment.amount - payment.refunded)
    throw new Fault(409, 'dispute-exceeds-payment', 'Only what was not given back can be disputed.')
  return { ...payment, dispute: { ...opened, status: 'open' } }
}

export const endDispute = (payment: Payment, status: 'won' | 'lost'): Payment => {
  if (payment.dispute?.status !== 'open') throw new Fault(409, 'not-disputed', 'No dispute of it is open.')
  return { ...payment, dispute: { ...payment.dispute, status } }
}
