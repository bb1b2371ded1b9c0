// The offer that an order names: whether it holds, here and now, and what of it the order must carry.
import { quoteHolds } from '../../../domain/commerce/rules.ts'
import { instantOf, zoneOf } from '../../../domain/places/zones.ts'
import { type Problem, problem } from '../../../platform/problems.ts'
import type { Film } from '../views.ts'

type Offer = Film['offers'][number]
export type Named = Readonly<{ offerId: string; offerVersion: number }>

/** Where somebody says that they live, and where the network that they come by is, as far as either is known. */
export type Place = Readonly<{ country: string | null; found: string | undefined }>

/** What an order carries of its offer. Times in ms since 1970, by the clocks of the buyer's country. */
export type Quote = Omit<Offer, 'version' | 'territories' | 'preorderFrom' | 'opens' | 'closes'> &
  Readonly<{
    filmId: string
    sellerId: string
    offerVersion: number
    territory: string | null
    preorderFrom: number | null
    opensAt: number | null
    closesAt: number | null
    validUntil: number
  }>

/** The problem instead, when it does not hold: `price-changed` says by which offer it was replaced. */
export const quoteOf = (film: Film, named: Named, place: Place, now: number): Quote | Problem => {
  const standing = find(film.offers, named)
  const earlier = standing ? undefined : find(film.earlier, named)
  const validUntil = (earlier?.replacedAt ?? now) + quoteHolds
  const offer = standing ?? earlier
  if (!offer || now >= validUntil) return changed(film, named)
  if (!isSoldIn(offer, place.country)) return problem('not-sold-here', wordsFor(place.country))
  if (offer.territories && place.found && place.found !== place.country)
    return problem('not-sold-here', `You seem to be in ${place.found}; say where you live, or order from home.`)

  const { offerId, version, kind, amount, currency, startWithin, watchWithin, quality } = offer
  return {
    ...{ filmId: film.filmId, sellerId: film.sellerId, offerId, offerVersion: version },
    ...{ kind, amount, currency, startWithin, watchWithin, quality },
    ...{ territory: place.country, ...windowOf(offer, place.country), validUntil },
  }
}

const find = <T extends Offer>(offers: readonly T[], { offerId, offerVersion }: Named): T | undefined =>
  offers.find((one) => one.offerId === offerId && one.version === offerVersion)

const isSoldIn = ({ territories }: Offer, country: string | null): boolean =>
  territories === null || (country !== null && territories.includes(country))

const wordsFor = (country: string | null): string =>
  country === null ? 'Say in which country you live.' : `This offer does not hold in ${country}.`

const windowOf = ({ preorderFrom, opens, closes }: Offer, country: string | null) => {
  const zone = zoneOf(country)
  const at = (time: string | null) => (time === null ? null : instantOf(time, zone))
  return { preorderFrom: at(preorderFrom), opensAt: at(opens), closesAt: at(closes) }
}

/** `quote`: the same offer as it stands now; null when it was taken back. */
const changed = ({ offers }: Film, { offerId }: Named): Problem => {
  const next = offers.find((one) => one.offerId === offerId)
  const quote = next
    ? { offerId, offerVersion: next.version, amount: Number(next.amount), currency: next.currency }
    : null
  return problem('price-changed', 'This offer is not the one that holds now; read the film again.', { quote })
}
