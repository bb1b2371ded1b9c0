// From what a seller types to offers that may be set, or what is wrong with it.
import type { Offer } from '../api/films.ts'
import type { NewOffer } from '../api/seller.ts'
import { decimalsOf } from '../strings/formats.ts'
import { readPrice, readWhole, writePrice } from './price.ts'

export type OffersDraft = Readonly<{
  currency: string
  buy: boolean
  buyPrice: string
  rent: boolean
  rentPrice: string
  days: string
  hours: string
}>

export type OfferFault = 'wrong' | 'high' | 'days' | 'hours' | 'none'
type Faults = Readonly<Record<string, OfferFault>>

const mostDays = 365
const mostHours = 8_760

/** The offers that hold now as a draft; what is not offered starts from usual terms. */
export const draftOf = (offers: readonly Offer[]): OffersDraft => {
  const [buy, rent] = (['buy', 'rent'] as const).map((kind) => offers.find((offer) => offer.kind === kind))
  const currency = offers[0]?.currency ?? 'EUR'
  const price = (offer: Offer | undefined) => (offer ? writePrice(offer.amount, decimalsOf(currency)) : '')
  return {
    currency,
    buy: buy !== undefined,
    buyPrice: price(buy),
    rent: rent !== undefined || offers.length === 0,
    rentPrice: price(rent),
    days: String((rent?.startWithinHours ?? 720) / 24),
    hours: String(rent?.watchWithinHours ?? 48),
  }
}

/** Every fault by the name of its field; `offers` only when there is none. */
export const readOffers = (
  draft: OffersDraft,
  decimals: number,
): Readonly<{ faults: Faults; offers?: readonly NewOffer[] }> => {
  const { currency } = draft
  const buy = readPrice(draft.buyPrice, decimals)
  const rent = readPrice(draft.rentPrice, decimals)
  const days = readWhole(draft.days, 1, mostDays)
  const hours = readWhole(draft.hours, 1, mostHours)
  const faults: Faults = {
    ...(!draft.buy && !draft.rent && { all: 'none' as const }),
    ...(draft.buy && !buy.ok && { buyPrice: buy.why }),
    ...(draft.rent && !rent.ok && { rentPrice: rent.why }),
    ...(draft.rent && days === undefined && { days: 'days' as const }),
    ...(draft.rent && hours === undefined && { hours: 'hours' as const }),
  }
  if (Object.keys(faults).length) return { faults }
  const offers: readonly NewOffer[] = [
    ...(draft.rent && rent.ok && days && hours
      ? [{ kind: 'rent', amount: rent.amount, currency, startWithinHours: days * 24, watchWithinHours: hours } as const]
      : []),
    ...(draft.buy && buy.ok ? [{ kind: 'buy', amount: buy.amount, currency } as const] : []),
  ]
  return { faults, offers }
}
