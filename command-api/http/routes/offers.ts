// PUT /v1/films/{filmId}/offers: for what a film may be had.
import { Type } from 'typebox'
import { isCurrency, limits } from '../../../domain/catalogue/rules.ts'
import { isCountry } from '../../../domain/places/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import type { OffersSet } from '../../../schemas/generated/types/catalogue.ts'
import { answer, exampleId, filmParams, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { Asked, Offer, rentExample, shown, shownExample, termsOf, windowExample } from '../offers/shape.ts'
import { type Accepted, decided, keyFor, type Submit, sayPending } from '../submit.ts'

export const offersRoute = (app: App, { views }: CommandApi, submit: Submit): void => {
  app.put(
    '/v1/films/:filmId/offers',
    {
      config: { allow: 'seller', kind: 'command', problems: ['not-found', 'no-offers'] },
      schema: {
        summary: 'Set the offers of a film',
        description:
          'Replaces all of them. An offer keeps its id as the n-th of its kind and currency; its version rises when its ' +
          'terms change, and an order names the version that was shown.',
        tags: ['films'],
        params: filmParams,
        body: Type.Object(
          { offers: Type.Array(Asked, { maxItems: limits.offers }) },
          {
            additionalProperties: false,
            examples: [{ offers: [windowExample, rentExample] }],
          },
        ),
        response: {
          200: answer({ offers: Type.Array(Offer) }, 'The offers as they stand now.', {
            offers: [{ offerId: exampleId, version: 1, ...shownExample }],
          }),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { filmId } = request.params
      check(request.body.offers)
      const offers = termsOf(filmId, request.body.offers)
      const outcome = await submit(
        { context: 'catalogue', key: filmId, command: { type: 'SetOffers', filmId, sellerId: personId, offers } },
        { actor: personId, idempotencyKey: keyFor(request, reply), bodyHash: bodyHashOf(request.body), simulated },
        request,
      )
      const known = decided(outcome, reply)
      if (known.status === 'pending') return reply.send(sayPending(known, reply))
      const stand = offersIn(known) ?? (await views.film(filmId))?.offers ?? []
      return reply.send({ offers: stand.map(shown) })
    },
  )
}

const check = (offers: readonly Asked[]): void => {
  const errors = offers.flatMap(({ kind, currency, territories, startWithinHours, watchWithinHours }, i) => [
    ...(isCurrency(currency) ? [] : [{ field: `body/offers/${i}/currency`, message: 'is not a code of ISO 4217' }]),
    ...((territories ?? []).every(isCountry)
      ? []
      : [{ field: `body/offers/${i}/territories`, message: 'names a country that is not a code of ISO 3166-1' }]),
    ...(kind === 'rent' && (!startWithinHours || !watchWithinHours)
      ? [{ field: `body/offers/${i}`, message: 'a rental needs startWithinHours and watchWithinHours' }]
      : []),
    ...(kind === 'buy' && (startWithinHours || watchWithinHours)
      ? [{ field: `body/offers/${i}`, message: 'a sale has no clocks' }]
      : []),
  ])
  if (errors.length)
    throw problem('invalid-request', errors.map((e) => `${e.field} ${e.message}`).join('; '), { errors })
}

type Stands = OffersSet['offers'][number]

/** Undefined when nothing had to change. */
const offersIn = ({ events }: Accepted): readonly Stands[] | undefined =>
  (events as readonly { type: string }[]).find((event): event is OffersSet => event.type === 'OffersSet')?.offers
