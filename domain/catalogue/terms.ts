// On what terms a film may be had: where, from when until when, at which picture, for how much.
import type { SetOffers } from '../../schemas/generated/types/catalogue.ts'
import { isCountry } from '../places/rules.ts'
import { isClockTime } from '../places/zones.ts'
import { isCurrency, limits } from './rules.ts'

/**
 * What is asked for a film. Clocks in ms: both for a rental, none for a sale. `opens`, `closes` and `preorderFrom` are
 * YYYY-MM-DDTHH:MM by the clocks of each territory; `territories` null is everywhere, by UTC where no country is known.
 */
export type Terms = SetOffers['offers'][number]

/** The first thing that is wrong with the offers, in words for the seller. */
export const faultOfOffers = (offers: readonly Terms[]): string | undefined => {
  if (offers.length > limits.offers) return `A film has at most ${limits.offers} offers.`
  if (new Set(offers.map((offer) => offer.offerId)).size < offers.length) return 'Two offers have the same id.'
  return offers.map(faultOfOffer).find((fault) => fault !== undefined)
}

const faultOfOffer = (terms: Terms): string | undefined =>
  faultOfPrice(terms) ?? faultOfClocks(terms) ?? faultOfTerritories(terms) ?? faultOfWindow(terms)

const faultOfPrice = ({ amount, currency }: Terms): string | undefined => {
  if (amount < 0n) return 'An amount is at least 0.'
  if (amount > limits.amount) return `An amount is at most ${limits.amount} minor units.`
  return isCurrency(currency) ? undefined : `'${currency}' is not a currency of ISO 4217.`
}

const faultOfClocks = ({ kind, startWithin, watchWithin }: Terms): string | undefined => {
  if (kind === 'BUY') return startWithin === null && watchWithin === null ? undefined : 'A sale has no clocks.'
  return isClock(startWithin) && isClock(watchWithin)
    ? undefined
    : 'A rental needs both clocks: the time to start it and the time to watch it, at most 366 days each.'
}

const isClock = (ms: number | null): boolean => ms !== null && Number.isSafeInteger(ms) && ms > 0 && ms <= limits.clock

const faultOfTerritories = ({ territories }: Terms): string | undefined => {
  if (territories === null) return undefined
  if (territories.length === 0)
    return 'An offer holds in one territory at least; leave them out to offer it everywhere.'
  if (new Set(territories).size < territories.length) return 'A territory is named twice.'
  const unknown = territories.find((code) => !isCountry(code))
  return unknown === undefined ? undefined : `'${unknown}' is not a country of ISO 3166-1.`
}

/** The times are texts of one form: their order is that of the clocks. */
const faultOfWindow = ({ kind, preorderFrom, opens, closes }: Terms): string | undefined => {
  const wrong = [preorderFrom, opens, closes].find((time) => time !== null && !isClockTime(time))
  if (wrong) return `'${wrong}' is not a time such as 2026-12-24T18:00.`
  if (opens !== null && closes !== null && closes <= opens) return 'A window closes after it opens.'
  if (preorderFrom === null) return undefined
  if (kind === 'RENT') return 'A rental cannot be ordered before it opens.'
  return opens !== null && preorderFrom < opens ? undefined : 'Orders before it opens begin before it opens.'
}
