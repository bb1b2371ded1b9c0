// What the operator is shown of what went wrong.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { failures } from './handlers.ts'

const meta = (eventId: string) => ({ eventId, topic: 'commerce', key: 'viewer', simulated: true, occurredAt: 4 })

test('a refused command and a failed payment are told apart', () =>
  projectionSpec(failures)
    .given(
      {
        event: { type: 'CommandRejected', at: 4, commandType: 'PlaceOrder', problem: 'price-changed', detail: 'Ask.' },
        meta: meta('one'),
      },
      {
        event: {
          ...{ type: 'PaymentFailed', couponId: null },
          at: 4,
          viewerId: 'viewer',
          orderId: 'order',
          filmId: 'film',
          paymentId: null,
          reason: 'card-declined',
        },
        meta: meta('two'),
      },
    )
    .then({
      one: {
        at: 4,
        kind: 'refused',
        what: 'PlaceOrder',
        reason: 'price-changed',
        detail: 'Ask.',
        topic: 'commerce',
        key: 'viewer',
        simulated: true,
      },
      two: {
        at: 4,
        kind: 'payment',
        what: 'order',
        reason: 'card-declined',
        detail: '',
        topic: 'commerce',
        key: 'viewer',
        simulated: true,
      },
    }))
