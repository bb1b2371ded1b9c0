// A row per card, from when it is saved until it is removed.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { sealedFrom } from '../../schemas/sealed.ts'
import { cards } from './handlers.ts'

const sealed = sealedFrom('5f0c2a53-9d5a-4c63-8f1e-0d5f5f5f0001', Buffer.alloc(40))
const shown = { viewerId: 'viewer', brand: sealed, lastFour: sealed, expires: sealed }
const at = { provider: 'sandbox', token: 'card_1' } as const
const saved = { type: 'CardSaved', at: 4, cardId: 'card', customerId: 'cus_1', ...at, ...shown } as const

test('what is kept is what is shown, and no token', () =>
  projectionSpec(cards)
    .given(saved)
    .then({ card: { ...shown, savedAt: 4 } }))

test('a card that was removed is gone', () =>
  projectionSpec(cards)
    .given(saved, { type: 'CardRemoved', at: 5, viewerId: 'viewer', cardId: 'card', ...at })
    .then({}))
