// Cards that viewers keep for their next order: sealed, as they stand on the log.
import { defineProjection } from '../../runtime/index.ts'
import type { CardSaved } from '../../schemas/generated/types/commerce.ts'

export type CardRow = Pick<CardSaved, 'viewerId' | 'brand' | 'lastFour' | 'expires'> & Readonly<{ savedAt: number }>

export const cards = defineProjection<CardRow>()({
  name: 'cards',
  version: 1,
  key: (event) => event.cardId,
  on: {
    CardSaved: (_, { at, viewerId, brand, lastFour, expires }) => ({ viewerId, brand, lastFour, expires, savedAt: at }),
    CardRemoved: () => null,
  },
})
