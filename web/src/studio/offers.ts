// From what a seller types to offers that may be set, or what is wrong with it.
import type { Offer } from '../api/films.ts'
import type { NewOffer } from '../api/seller.ts'
import { decimalsOf } from '../strings/formats.ts'
import { countries } from '../ui/countries.ts'
import { readPrice, readWhole, writePrice } from './price.ts'

/** As typed; '' where nothing is said. Times as `<input type="datetime-local">` has them. */
export type OfferDraft = Readonly<{
  kind: Offer['kind']
  currency: string
  price: string
  days: string
  hours: string
  quality: NonNullable<Offer['quality']> | ''
  territories: string
  preorderFrom: string
  opens: string
  closes: string
}>

export type OfferFault = 'wrong' | 'high' | 'days' | 'hours' | 'territories' | 'closes' | 'preorder'
type Faults = Readonly<Partial<Record<keyof OfferDraft, OfferFault>>>

const mostDays = 365
const mostHours = 8_760
const known = new Set(countries)

const nothing = { quality: '', territories: '', preorderFrom: '', opens: '', closes: '' } as const

/** What a new offer begins with. */
export const freshDraft = (kind: Offer['kind'] = 'rent', currency = 'EUR'): OfferDraft => ({
  ...{ kind, currency, price: '', days: '30', hours: '48', ...nothing },
})

/** An offer that holds now, as it would be typed. */
export const draftOf = (offer: Offer): OfferDraft => ({
  ...freshDraft(offer.kind, offer.currency),
  price: writePrice(offer.amount, decimalsOf(offer.currency)),
  ...(offer.startWithinHours && { days: String(offer.startWithinHours / 24) }),
  ...(offer.watchWithinHours && { hours: String(offer.watchWithinHours) }),
  quality: offer.quality ?? '',
  territories: (offer.territories ?? []).join(', '),
  ...{ preorderFrom: offer.preorderFrom ?? '', opens: offer.opens ?? '', closes: offer.closes ?? '' },
})

/** Codes as typed, in any case, parted by anything. */
const codesIn = (text: string): readonly string[] => [...new Set(text.toUpperCase().match(/[A-Z0-9]+/g) ?? [])]

/** Every fault by the name of its field; `offer` only when there is none. */
export const readOffer = (draft: OfferDraft): Readonly<{ faults: Faults; offer?: NewOffer }> => {
  const { kind, currency, quality, opens, closes } = draft
  const isRent = kind === 'rent'
  const preorderFrom = isRent ? '' : draft.preorderFrom
  const price = readPrice(draft.price, decimalsOf(currency))
  const days = readWhole(draft.days, 1, mostDays)
  const hours = readWhole(draft.hours, 1, mostHours)
  const territories = codesIn(draft.territories)
  const faults: Faults = {
    ...(!price.ok && { price: price.why }),
    ...(isRent && days === undefined && { days: 'days' as const }),
    ...(isRent && hours === undefined && { hours: 'hours' as const }),
    ...(!territories.every((code) => known.has(code)) && { territories: 'territories' as const }),
    ...(opens && closes && closes <= opens && { closes: 'closes' as const }),
    ...(preorderFrom && preorderFrom >= opens && { preorderFrom: 'preorder' as const }),
  }
  if (!price.ok || Object.keys(faults).length) return { faults }
  const clocks = isRent && days && hours ? { startWithinHours: days * 24, watchWithinHours: hours } : {}
  const place = { ...(quality && { quality }), ...(territories.length > 0 && { territories }) }
  const window = { ...(preorderFrom && { preorderFrom }), ...(opens && { opens }), ...(closes && { closes }) }
  return { faults, offer: { kind, amount: price.amount, currency, ...clocks, ...place, ...window } }
}
