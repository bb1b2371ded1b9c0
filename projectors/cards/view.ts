// What query-api may ask of the cards that are kept. What is shown of them comes sealed.
import type { ReadStore } from '../../platform/postgres.ts'
import type { CardRow } from './handlers.ts'

export type Card = Omit<CardRow, 'viewerId'> & Readonly<{ cardId: string }>

/** The last one first; a hundred at most. */
export const cardsOf = (store: ReadStore, viewerId: string): Promise<readonly Card[]> =>
  store.rows<Card>`
    select card_id, brand, last_four, expires, saved_at from cards
    where viewer_id = ${viewerId} order by saved_at desc, card_id limit 100`
