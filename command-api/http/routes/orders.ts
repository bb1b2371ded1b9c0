// POST /v1/orders: buy or rent a film at the offer that was shown.
import { Type } from 'typebox'
import { currentLicence } from '../../../domain/commerce/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { type Problem, problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import { answer, exampleId, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { decided, keyFor, type Submit, sayPending } from '../submit.ts'
import type { Film } from '../views.ts'

/** ms that an offer holds once it was fetched; a command that is decided later is refused. */
const offerHolds = 15 * 60_000

type Body = Readonly<{
  filmId: string
  offerId: string
  offerVersion: number
  paymentMethod?: string
  cardId?: string
  saveCard?: boolean
  licenceVersion: string
}>

export const ordersRoute = (app: App, { views, taxRates, settings }: CommandApi, submit: Submit): void => {
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
          'film-unavailable',
          'already-owned',
          'already-rented',
          'order-pending',
          'card-removed',
        ],
      },
      schema: {
        summary: 'Buy or rent a film',
        description:
          'Names the offer and the version that was shown. Nothing is charged yet: GET /v1/orders/{orderId} tells when the ' +
          'payment is taken, or where the payer must confirm it. The same Idempotency-Key is the same order.',
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
      const { filmId, paymentMethod = '', cardId = null, saveCard = false, licenceVersion } = request.body
      if ((cardId === null) === (paymentMethod === ''))
        throw problem('invalid-request', 'Name a paymentMethod or the cardId of a card that is kept.')
      if (isCardNumber(paymentMethod)) throw problem('invalid-request', 'Send a token of the provider, no card number.')
      const idempotencyKey = keyFor(request, reply)
      const orderId = idOf('order', viewerId, idempotencyKey)
      const placed = { orderId, status: 'placed' as const }
      reply.header('location', `/v1/orders/${orderId}`)

      const film = await views.film(filmId)
      const fault = faultOf(film, request.body)
      if (fault || !film) {
        // An order that was placed before the offer changed is still that order.
        if (await views.order(viewerId, orderId)) return reply.code(201).send(placed)
        reply.removeHeader('location')
        throw fault
      }
      const { version: offerVersion, ...offer } = offerIn(film, request.body)
      const order = {
        viewerId,
        orderId,
        filmId,
        sellerId: film.sellerId,
        ...offer,
        offerVersion,
        ...{ paymentMethod, cardId, saveCard },
        licenceVersion,
      }
      const { refundWithin, sellerShare } = settings
      const taxCountry = (await views.country(viewerId)) ?? null
      const shares = { sellerShare, taxCountry, taxRate: taxCountry === null ? null : taxRates.rateOf(taxCountry) }
      const { provider } = settings.payments
      const validUntil = Date.now() + offerHolds
      const outcome = await submit(
        {
          context: 'commerce',
          key: viewerId,
          command: { type: 'PlaceOrder', ...order, ...shares, refundWithin, provider, validUntil },
        },
        { actor: viewerId, idempotencyKey, bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      return known.status === 'pending' ? reply.send(sayPending(known, reply)) : reply.code(201).send(placed)
    },
  )
}

const offerIn = ({ offers }: Film, { offerId, offerVersion }: Body): Film['offers'][number] => {
  const offer = offers.find((one) => one.offerId === offerId && one.version === offerVersion)
  if (!offer) throw problem('price-changed', 'This offer is not the one that holds now.')
  return offer
}

const faultOf = (film: Film | undefined, body: Body): Problem | undefined => {
  if (!film || film.status === 'draft') return problem('not-found', 'There is no such film in the store.')
  if (film.status === 'taken-down') return problem('film-unavailable', 'This film is not sold at the moment.')
  const { offerId, offerVersion } = body
  return film.offers.some((one) => one.offerId === offerId && one.version === offerVersion)
    ? undefined
    : problem('price-changed', 'This offer is not the one that holds now; read the film again.')
}

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
