// An offer as a seller says it and as it is shown, and the terms that it stands for.
import { type Static, Type } from 'typebox'
import { limits } from '../../../domain/catalogue/rules.ts'
import { idOf } from '../../../runtime/index.ts'
import type { OffersSet, SetOffers } from '../../../schemas/generated/types/catalogue.ts'
import { Id } from '../answers.ts'

const hour = 3_600_000
const Hours = (description: string) => Type.Integer({ minimum: 1, maximum: limits.clock / hour, description })
const ClockTime = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$', description, examples: ['2026-12-24T18:00'] })

const price = {
  kind: Type.Union([Type.Literal('buy'), Type.Literal('rent')]),
  amount: Type.Integer({ minimum: 0, maximum: Number(limits.amount), description: 'minor units, tax included' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
}
const rest = {
  startWithinHours: Hours('rentals: from payment until it must be started'),
  watchWithinHours: Hours('rentals: from the first play until it ends'),
  quality: Type.Union([Type.Literal('sd'), Type.Literal('hd'), Type.Literal('uhd')], {
    description: 'at most 576, 1080 or 2160 lines; whatever there is when not said',
  }),
  territories: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), {
    ...{ minItems: 1, maxItems: 250, uniqueItems: true },
    description: 'ISO 3166-1 alpha-2, by where viewers say that they live; everywhere when not said',
  }),
  preorderFrom: ClockTime('sales: from then on it may be ordered before it opens'),
  opens: ClockTime("by each territory's clocks: of most people where there are several, UTC where no country is known"),
  closes: ClockTime('likewise'),
}
type Rest = keyof typeof rest

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const opt = Type.Optional

export const Asked = Type.Object(
  {
    ...price,
    ...{ startWithinHours: opt(rest.startWithinHours), watchWithinHours: opt(rest.watchWithinHours) },
    ...{ quality: opt(rest.quality), territories: opt(rest.territories) },
    ...{ preorderFrom: opt(rest.preorderFrom), opens: opt(rest.opens), closes: opt(rest.closes) },
  },
  { additionalProperties: false },
)
export type Asked = Static<typeof Asked>

export const Offer = Type.Object({
  offerId: Id('of the offer, the same while its terms change'),
  version: Type.Integer({ description: 'rises when the terms change' }),
  ...price,
  ...{ startWithinHours: orNull(rest.startWithinHours), watchWithinHours: orNull(rest.watchWithinHours) },
  ...{ quality: orNull(rest.quality), territories: orNull(rest.territories) },
  ...{ preorderFrom: orNull(rest.preorderFrom), opens: orNull(rest.opens), closes: orNull(rest.closes) },
})

const nothingElse: Readonly<Record<Exclude<Rest, 'startWithinHours' | 'watchWithinHours'>, null>> = {
  ...{ quality: null, territories: null, preorderFrom: null, opens: null, closes: null },
}
const clocks = { startWithinHours: 720, watchWithinHours: 48 }
export const rentExample = { kind: 'rent', amount: 399, currency: 'EUR', ...clocks }
export const windowExample = {
  ...{ kind: 'buy', amount: 1_499, currency: 'EUR', quality: 'uhd', territories: ['AT', 'DE'] },
  ...{ preorderFrom: '2026-12-01T00:00', opens: '2026-12-24T18:00' },
}
export const shownExample = { ...rentExample, ...nothingElse }

type Terms = SetOffers['offers'][number]
const qualities = { sd: 'SD', hd: 'HD', uhd: 'UHD' } as const
const shownQualities = { SD: 'sd', HD: 'hd', UHD: 'uhd' } as const

/** The n-th rental in euros stays the n-th rental in euros: its id follows from that, and from the picture when it says one. */
export const termsOf = (filmId: string, offers: readonly Asked[]): readonly Terms[] => {
  const place = ({ kind, currency, quality }: Asked) => [kind, currency, ...(quality ? [quality] : [])]
  const isAlike = (a: Asked) => (b: Asked) => place(a).join() === place(b).join()
  return offers.map((asked, i) => {
    const n = offers.slice(0, i).filter(isAlike(asked)).length
    const ms = (hours: number | undefined) => (hours === undefined ? null : hours * hour)
    return {
      offerId: idOf('offer', filmId, ...place(asked), n),
      kind: asked.kind === 'buy' ? 'BUY' : 'RENT',
      amount: BigInt(asked.amount),
      currency: asked.currency,
      startWithin: ms(asked.startWithinHours),
      watchWithin: ms(asked.watchWithinHours),
      quality: asked.quality ? qualities[asked.quality] : null,
      territories: asked.territories ?? null,
      ...{ preorderFrom: asked.preorderFrom ?? null, opens: asked.opens ?? null, closes: asked.closes ?? null },
    }
  })
}

export const shown = ({ kind, amount, startWithin, watchWithin, quality, territories, ...offer }: Stands) => ({
  ...offer,
  kind: kind === 'BUY' ? ('buy' as const) : ('rent' as const),
  amount: Number(amount),
  startWithinHours: startWithin === null ? null : startWithin / hour,
  watchWithinHours: watchWithin === null ? null : watchWithin / hour,
  quality: quality && shownQualities[quality],
  territories: territories && [...territories],
})
type Stands = OffersSet['offers'][number]
