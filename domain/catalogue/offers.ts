// Offers: an offer keeps its id while its terms change, and its version tells the buyer whether they did.
import type { CatalogueEvent, SetOffers } from '../../schemas/generated/types/catalogue.ts'
import { type Decision, refuse } from '../decision.ts'
import type { KnownFilm, Offer } from './film.ts'
import { faultOfOffers, type Terms } from './terms.ts'

/** Replaces all offers. A published film keeps at least one. */
export const setOffers = ({ now, filmId, offers }: SetOffers, film: KnownFilm): Decision<CatalogueEvent> => {
  const fault = faultOfOffers(offers)
  if (fault) return refuse('invalid-request', fault)
  if (film.status === 'published' && offers.length === 0)
    return refuse('no-offers', 'A published film needs at least one offer.')

  const known = new Map([...film.withdrawn, ...film.offers].map((offer) => [offer.offerId, offer]))
  const numbered = offers.map((terms) => ({ ...terms, version: versionOf(terms, known.get(terms.offerId)) }))
  return sameOffers(numbered, film.offers) ? [] : [{ type: 'OffersSet', at: now, filmId, offers: numbered }]
}

const versionOf = (terms: Terms, before: Offer | undefined): number => {
  if (!before) return 1
  return sameTerms(terms, before) ? before.version : before.version + 1
}

const sameTerms = (terms: Terms, offer: Offer): boolean =>
  terms.kind === offer.kind &&
  String(terms.amount) === offer.amount &&
  terms.currency === offer.currency &&
  terms.startWithin === offer.startWithin &&
  terms.watchWithin === offer.watchWithin &&
  terms.quality === offer.quality &&
  String(terms.territories) === String(offer.territories) &&
  terms.preorderFrom === offer.preorderFrom &&
  terms.opens === offer.opens &&
  terms.closes === offer.closes

const sameOffers = (asked: readonly Readonly<{ offerId: string; version: number }>[], now: readonly Offer[]): boolean =>
  asked.length === now.length &&
  asked.every((offer, i) => offer.offerId === now[i]?.offerId && offer.version === now[i]?.version)
