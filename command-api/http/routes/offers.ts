// PUT /v1/films/{filmId}/offers: for what a film may be had.
import { Type } from 'typebox'
import { isCurrency, limits } from '../../../domain/catalogue/rules.ts'
import { type App, callerOf } from '../../../platform/http.ts'
import { bodyHashOf } from '../../../platform/idempotency.ts'
import { problem } from '../../../platform/problems.ts'
import { idOf } from '../../../runtime/index.ts'
import type { OffersSet } from '../../../schemas/generated/types/catalogue.ts'
import { answer, exampleId, filmParams, Id, Pending } from '../answers.ts'
import type { CommandApi } from '../deps.ts'
import { type Accepted, decided, keyFor, type Submit, sayPending } from '../submit.ts'

const hour = 3_600_000
const Hours = (description: string) => Type.Integer({ minimum: 1, maximum: limits.clock / hour, description })
const terms = {
  kind: Type.Union([Type.Literal('buy'), Type.Literal('rent')]),
  amount: Type.Integer({ minimum: 0, maximum: Number(limits.amount), description: 'minor units, tax included' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
}
const Asked = Type.Object(
  {
    ...terms,
    startWithinHours: Type.Optional(Hours('rentals: from payment until it must be started')),
    watchWithinHours: Type.Optional(Hours('rentals: from the first play until it ends')),
  },
  { additionalProperties: false },
)
const OrNull = (type: ReturnType<typeof Hours>) => Type.Union([type, Type.Null()])
const Offer = Type.Object({
  offerId: Id('of the offer, the same while its terms change'),
  version: Type.Integer({ description: 'rises when the terms change' }),
  ...terms,
  startWithinHours: OrNull(Hours('null when bought')),
  watchWithinHours: OrNull(Hours('null when bought')),
})
const rentExample = { kind: 'rent', amount: 399, currency: 'EUR', startWithinHours: 720, watchWithinHours: 48 }

type AskedOffer = Readonly<{
  kind: 'buy' | 'rent'
  amount: number
  currency: string
  startWithinHours?: number
  watchWithinHours?: number
}>

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
            examples: [{ offers: [{ kind: 'buy', amount: 999, currency: 'EUR' }, rentExample] }],
          },
        ),
        response: {
          200: answer({ offers: Type.Array(Offer) }, 'The offers as they stand now.', {
            offers: [{ offerId: exampleId, version: 1, ...rentExample }],
          }),
          202: Pending,
        },
      },
    },
    async (request, reply) => {
      const { personId, simulated } = callerOf(request)
      const { filmId } = request.params
      check(request.body.offers)
      const offers = withIds(filmId, request.body.offers)
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

const check = (offers: readonly AskedOffer[]): void => {
  const errors = offers.flatMap(({ kind, currency, startWithinHours, watchWithinHours }, i) => [
    ...(isCurrency(currency) ? [] : [{ field: `body/offers/${i}/currency`, message: 'is not a code of ISO 4217' }]),
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

/** The n-th rental in euros stays the n-th rental in euros: its id follows from that. */
const withIds = (filmId: string, offers: readonly AskedOffer[]) =>
  offers.map(({ kind, amount, currency, startWithinHours, watchWithinHours }, i) => {
    const n = offers.slice(0, i).filter((other) => other.kind === kind && other.currency === currency).length
    return {
      offerId: idOf('offer', filmId, kind, currency, n),
      kind: kind === 'buy' ? ('BUY' as const) : ('RENT' as const),
      amount: BigInt(amount),
      currency,
      startWithin: startWithinHours === undefined ? null : startWithinHours * hour,
      watchWithin: watchWithinHours === undefined ? null : watchWithinHours * hour,
    }
  })

type Stands = OffersSet['offers'][number]

/** Undefined when nothing had to change. */
const offersIn = ({ events }: Accepted): readonly Stands[] | undefined =>
  (events as readonly { type: string }[]).find((event): event is OffersSet => event.type === 'OffersSet')?.offers

const shown = ({ offerId, version, kind, amount, currency, startWithin, watchWithin }: Stands) => ({
  offerId,
  version,
  kind: kind === 'BUY' ? ('buy' as const) : ('rent' as const),
  amount: Number(amount),
  currency,
  startWithinHours: startWithin === null ? null : startWithin / hour,
  watchWithinHours: watchWithin === null ? null : watchWithin / hour,
})
