// Whether an offer holds now, may be ordered before it opens, opens later, or is over.
import type { Offer } from '../api/films.ts'

export type OfferState = 'open' | 'preorder' | 'soon' | 'over'

/** `now`: ms since 1970, by the server. */
export const stateOf = ({ opensAt, closesAt, preorderAt }: Offer, now: number): OfferState => {
  if (closesAt !== null && now >= Date.parse(closesAt)) return 'over'
  if (opensAt === null || now >= Date.parse(opensAt)) return 'open'
  return preorderAt !== null && now >= Date.parse(preorderAt) ? 'preorder' : 'soon'
}

/** Somebody who rents may still buy; nobody is shown what is over. */
export const offersFor = (offers: readonly Offer[], has: Offer['kind'] | undefined, now: number): readonly Offer[] =>
  offers.filter(
    (offer) => stateOf(offer, now) !== 'over' && (has === undefined || (has === 'rent' && offer.kind === 'buy')),
  )
