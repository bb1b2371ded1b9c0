// Cards that the sandbox keeps for its customers: each does what the card it was kept from does.
import { randomBytes } from 'node:crypto'
import type { Database } from './database.ts'
import { Fault, isPaymentMethod, type Payment, type PaymentMethod } from './payment.ts'

/** `expires`: year and month. */
export type Card = Readonly<{ id: string; brand: string; lastFour: string; expires: string }>

export type Cards = Readonly<{
  openCustomer(metadata: Readonly<Record<string, string>>): Readonly<{ id: string }>
  /** That of the payment; the same one however often it is asked for. */
  keep(payment: Payment, customerId: string): Card
  /** What the card does; a Fault when it is kept for somebody else, or by nobody any more. */
  methodOf(paymentMethod: string, customerId: string | undefined): PaymentMethod
  remove(cardId: string): void
  forget(customerId: string): void
}>

const lastFours: Readonly<Record<PaymentMethod, string>> = {
  pm_success: '4242',
  pm_declined: '0002',
  pm_insufficient_funds: '9995',
  pm_delay: '0077',
  pm_3ds: '3155',
}

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`

export const openCards = ({ sql, write }: Database): Cards => {
  const insertCustomer = sql.prepare('insert into customer (id, body) values (?, ?)')
  const customer = sql.prepare('select id from customer where id = ?')
  const insert = sql.prepare('insert into card (id, customer_id, payment_id, method) values (?, ?, ?, ?)')
  const ofPayment = sql.prepare('select id, method from card where payment_id = ? and customer_id = ?')
  const byId = sql.prepare('select method from card where id = ? and customer_id = ?')
  const drop = sql.prepare('delete from card where id = ?')
  const dropAll = sql.prepare('delete from card where customer_id = ?')
  const dropCustomer = sql.prepare('delete from customer where id = ?')

  const viewOf = (id: string, method: PaymentMethod): Card => ({
    ...{ id, brand: 'visa', lastFour: lastFours[method], expires: '2030-12' },
  })

  return {
    openCustomer: (metadata) => {
      const id = newId('cus')
      insertCustomer.run(id, JSON.stringify({ id, metadata }))
      return { id }
    },
    keep: ({ id: paymentId, status, saveCard, paymentMethod }, customerId) =>
      write(() => {
        if (status !== 'succeeded' || !saveCard)
          throw new Fault(409, 'card-not-to-be-kept', 'It has not paid, or its payer did not agree.')
        if (!customer.get(customerId)) throw new Fault(404, 'customer-not-found', 'There is no such customer.')
        const known = ofPayment.get(paymentId, customerId)
        if (known) return viewOf(String(known.id), paymentMethod)
        const id = newId('card')
        insert.run(id, customerId, paymentId, paymentMethod)
        return viewOf(id, paymentMethod)
      }),
    methodOf: (paymentMethod, customerId) => {
      if (isPaymentMethod(paymentMethod)) return paymentMethod
      const method = byId.get(paymentMethod, customerId ?? '')?.method
      if (typeof method === 'string' && isPaymentMethod(method)) return method
      throw new Fault(404, 'card-not-found', 'This customer has no such card.')
    },
    remove: (cardId) => void drop.run(cardId),
    forget: (customerId) =>
      write(() => {
        dropAll.run(customerId)
        dropCustomer.run(customerId)
      }),
  }
}
