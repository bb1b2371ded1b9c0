// GET /v1/cards: the cards that the caller keeps for the next order.
import { Type } from 'typebox'
import { type App, callerOf } from '../../platform/http.ts'
import { cardsOf } from '../../projectors/cards/view.ts'
import type { QueryApi } from '../deps.ts'
import { reading } from '../reading.ts'
import { cardExample, Id, iso, Time } from '../shapes.ts'

const SavedCard = Type.Object({
  cardId: Id('of the card: an order names it'),
  brand: Type.String({ description: 'as the provider calls it: visa, mastercard …' }),
  lastFour: Type.String({ description: 'digits of its number' }),
  expires: Type.String({ description: 'year and month' }),
  savedAt: Time('when it was kept'),
})
const example = {
  ...{ cardId: cardExample.filmId, brand: 'visa', lastFour: '4242', expires: '2030-12' },
  savedAt: '2026-11-21T20:15:01.000Z',
}

export const cardRoutes = (app: App, api: QueryApi): void => {
  app.get(
    '/v1/cards',
    {
      config: { allow: 'viewer', kind: 'query' },
      schema: {
        summary: "The caller's cards that are kept at the payment provider, the last one first",
        description: 'Nothing else of a card is known here; its number never was.',
        tags: ['orders'],
        response: {
          200: Type.Object(
            { items: Type.Array(SavedCard) },
            { description: 'All of them.', examples: [{ items: [example] }] },
          ),
        },
      },
    },
    (request, reply) =>
      reading(api, request, reply, ['cards'], async () => {
        const rows = await cardsOf(api.store, callerOf(request).personId)
        const opened = await api.sealing.open(rows, ['brand', 'lastFour', 'expires'])
        const items = opened.flatMap(({ cardId, brand, lastFour, expires, savedAt }) =>
          // Of who was erased nothing opens any more.
          brand === null || lastFour === null || expires === null
            ? []
            : [{ cardId, brand, lastFour, expires, savedAt: iso(savedAt) }],
        )
        return { items }
      }),
  )
}
