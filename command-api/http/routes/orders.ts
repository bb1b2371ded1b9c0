// POST /v1/orders: buy or rent a film at the offer that was shown.
import { Type } from 'typebox'
import { currentLicence } from '../../../domain/commerce/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { type Problem, problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { fullPrice, reducing } from '../orders/coupon.ts'
import { quoteOf } from '../orders/quote.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'
import type { Film } from '../views.ts'

export const ordersRoute = (
  app: App,
  { views, taxRates, placeOf, circuit, settings }: CommandApi,
  submit: Submit,
): void => {
  app.post(
    '/v1/orders',
    {
      config: {
        allow: 'viewer',
        kind: 'command',
        problems: [
          'not-found',
          'price-changed',
          'terms-changed',
          'not-on-sale',
          'not-sold-here',
          'film-unavailable',
          'coupon-unknown',
          'coupon-not-valid',
          'coupon-used-up',
          'already-owned',
          'already-rented',
          'order-pending',
          'payments-unavailable',
          'not-for-sale',
          'own-film',
          'card-removed',
        ],
      },
      schema: {
        summary: 'Buy or rent a film',
        description:
          'Names the offer and the version that was shown. Nothing is charged yet: GET /v1/orders/{orderId} tells when the ' +
          'payment is taken, or where the payer must confirm it. The same Idempotency-Key is the same order. An offer that was ' +
          'changed holds fifteen minutes longer; after that `quote` of the problem says what stands in its place. Ordered ' +
          'before it opens, a film is paid at once, plays from its opening on and can be given back until then and after.',
        tags: ['orders'],
        body: Type.Object(
          {
            filmId: Id('of the film'),
            offerId: Id('of the offer'),
            offerVersion: Type.Integer({ minimum: 1, description: 'as shown' }),
            licenceVersion: Type.String({
              maxLength: 20,
              description: 'of the licence text that the viewer was shown and accepts: it is kept with the order',
            }),
            coupon: Type.Optional(
              Type.String({ pattern: '^[A-Za-z0-9]{1,32}$', description: 'a code with which it costs less' }),
            ),
            paymentMethod: Type.Optional(
              Type.String({
                pattern: '^[A-Za-z0-9_-]{1,120}$',
                description: "the payment provider's token for a card; never a card number",
              }),
            ),
            cardId: Type.Optional(Id('of a card that is kept, instead of paymentMethod')),
            saveCard: Type.Optional(Type.Boolean({ description: 'keep the card for the next order once it has paid' })),
          },
          {
            additionalProperties: false,
            examples: [
              {
                ...{ filmId: exampleId, offerId: exampleId, offerVersion: 1, paymentMethod: 'pm_success' },
                licenceVersion: currentLicence,
              },
            ],
          },
        ),
        response: {
          201: answer(
            { orderId: Id('of the order'), status: Type.Literal('placed') },
            'The order waits for its payment.',
            {
              orderId: exampleId,
              status: 'placed',
            },
          ),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId: viewerId, simulated } = callerOf(request)
      const { paymentMethod = '', cardId = null, saveCard = false, licenceVersion, coupon } = request.body
      if ((cardId === null) === (paymentMethod === ''))
        throw problem('invalid-request', 'Name a paymentMethod or the cardId of a card that is kept.')
      if (isCardNumber(paymentMethod)) throw problem('invalid-request', 'Send a token of the provider, no card number.')
      const idempotencyKey = keyFor(request, reply)
      const orderId = idOf('order', viewerId, idempotencyKey)
      const placed = { orderId, status: 'placed' as const }
      reply.header('location', `/v1/orders/${orderId}`)

      const film = await views.film(request.body.filmId)
      const country = (await views.country(viewerId)) ?? null
      const place = { country, found: placeOf(request) }
      const quote = isSold(film) ? quoteOf(film, request.body, place, Date.now()) : notSold(film)
      if (quote instanceof Error) {
        // An order that was placed before the offer changed is still that order.
        if (await views.order(viewerId, orderId)) return reply.code(201).send(placed)
        reply.removeHeader('location')
        throw quote
      }
      const closed = quote.amount > 0n && (await closedUntil(circuit))
      // What was placed is answered as it was decided; anything else would be recorded and wait.
      if (closed && !(await views.order(viewerId, orderId))) {
        reply.removeHeader('location')
        throw problem('payments-unavailable', undefined, closed)
      }
      const sender = { actor: viewerId, idempotencyKey, bodyHash: bodyHashOf(request.body), simulated }
      const coupons = reducing(submit, sender, request, reply)
      const priced =
        coupon === undefined ? fullPrice(quote) : await coupons.reduce(coupon, { orderId, viewerId, quote })
      if (!priced) return reply.code(201).send(placed)
      const order = { viewerId, orderId, ...priced, paymentMethod, cardId, saveCard, licenceVersion }
      const { refundWithin, sellerShare } = settings
      const shares = { sellerShare, taxCountry: country, taxRate: country === null ? null : taxRates.rateOf(country) }
      const { provider } = settings.payments
      const sellerActive = (await views.seller(quote.sellerId))?.isActive ?? false
      const outcome = await submit(
        {
          context: 'commerce',
          key: viewerId,
          command: { type: 'PlaceOrder', ...order, ...shares, refundWithin, provider, sellerActive },
        },
        sender,
        request,
      )
      if (coupon !== undefined && outcome.status === 'refused')
        await coupons.giveUp(coupon, { orderId, viewerId, quote })
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.code(201).send(placed)
    },
  )
}

const closedUntil = async ({ openUntil }: CommandApi['circuit']) => {
  const until = await openUntil()
  // The workers' clock may be another one.
  return until && { retryAfter: Math.min(Math.max(Math.ceil((until - Date.now()) / 1_000), 1), 30) }
}

const isSold = (film: Film | undefined): film is Film => film?.status === 'published'

const notSold = (film: Film | undefined): Problem =>
  film?.status === 'taken-down'
    ? problem('film-unavailable', 'This film is not sold at the moment.')
    : problem('not-found', 'There is no such film in the store.')

/** Digits that pass Luhn's check: refused before they reach the log. */
export const isCardNumber = (text: string): boolean => {
  const digits = text.replaceAll(/[-_]/g, '')
  if (!/^\d{12,19}$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const n = Number(digit) * (i % 2 === 0 ? 1 : 2)
    return total + (n > 9 ? n - 9 : n)
  }, 0)
  return sum % 10 === 0
}
