// The clocks of commerce: until when an order may be paid, until when a film may be watched. The one place that knows.

/** An order that is not paid by then is cancelled at the provider and expires; ms after it was placed. */
export const payWithin = 15 * 60_000

/** Stands for the payment of what cost nothing; no provider knows it. */
export const freeOfCharge = 'free'

/** After an error nobody is charged an hour later: from this moment on an order is cancelled, not confirmed. */
export const mustBePaidBy = (placedAt: number): number => placedAt + payWithin

/** A film that was never played may be given back so long after it was paid; ms. EU: 14 days (2011/83/EU, article 9). */
const refundWithin = 14 * 86_400_000

/**
 * Until when the viewer alone may give it back, ms since 1970; `within` as the order was placed with, in ms. Ordered
 * before it opened, a film can be tried only from then on.
 */
export const refundableUntil = (paidAt: number, within: number | null, availableFrom: number | null): number =>
  Math.max(paidAt, availableFrom ?? 0) + (within ?? refundWithin)

/** A rental's two clocks, ms since 1970: start it before `startBy`; once started it runs until `endsAt`. */
export type RentalClocks = Readonly<{ startBy: number; endsAt: number | null }>

/** Waiting for its first play, running, or over. The second clock replaces the first. */
export const rentalStatus = ({ startBy, endsAt }: RentalClocks, now: number): 'waiting' | 'running' | 'over' => {
  if (endsAt !== null) return now < endsAt ? 'running' : 'over'
  return now < startBy ? 'waiting' : 'over'
}

/** Until when it must be started, ms since 1970; `startWithin` in ms, counted from the payment. */
export const startRentalBy = (paidAt: number, startWithin: number): number => paidAt + startWithin

/** A film started in the last minute of the first clock runs its full time; `watchWithin` in ms. */
export const endOfRental = (watchWithin: number, firstPlay: number): number => firstPlay + watchWithin

/** What gives access to a film: bought for good, perhaps before it opened, or rented. */
export type Access =
  | Readonly<{ kind: 'BUY'; availableFrom: number | null }>
  | (Readonly<{ kind: 'RENT' }> & RentalClocks)

/** An offer that was changed or taken back holds so long for whoever was shown it before; ms. */
export const quoteHolds = 15 * 60_000

/** As the viewer's library shows it: what was bought is never over. */
export type AccessStatus = 'preordered' | 'owned' | 'waiting' | 'running' | 'over'

export const accessStatus = (access: Access, now: number): AccessStatus => {
  if (access.kind === 'RENT') return rentalStatus(access, now)
  return access.availableFrom !== null && now < access.availableFrom ? 'preordered' : 'owned'
}

/** How much of a picture was sold; null: whatever there is. */
export type Quality = 'SD' | 'HD' | 'UHD' | null

/** Lines of the best picture that it gives. */
export const mostLines = (quality: Quality): number =>
  quality === null ? Number.POSITIVE_INFINITY : { SD: 576, HD: 1_080, UHD: 2_160 }[quality]

/**
 * Until when the films of a plan play, ms since 1970. Who has cancelled gets what is paid; else they play on for the
 * grace, in which the next payment is told, or tried again.
 */
export const subscriptionPlaysUntil = ({
  paidUntil,
  grace,
  cancelled,
}: Readonly<{ paidUntil: number; grace: number; cancelled: boolean }>): number =>
  cancelled ? paidUntil : paidUntil + grace

/** No token outlives the rental that allowed it; `tokenLife` in ms, `rentalEndsAt` null for an owned film. */
export const playbackExpiry = (now: number, tokenLife: number, rentalEndsAt: number | null): number =>
  rentalEndsAt === null ? now + tokenLife : Math.min(now + tokenLife, rentalEndsAt)

/** A playback that told nothing of itself for so long plays no more; ms. Players tell every 30 s at the latest. */
export const leaseFor = 90_000

/** Of the text that says what a purchase is: a licence to watch, not a copy. An order names the version that was read. */
export const currentLicence = '2026-11'
