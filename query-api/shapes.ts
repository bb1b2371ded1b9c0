// How a film looks to a client, and where its images are.
import { Type } from 'typebox'
import { instantOf, zoneOf } from '../domain/places/zones.ts'
import type { Film } from '../projectors/films/view.ts'

const exampleId = '0b8f3c52-8f1e-8a6b-9c1d-2f4a6b8c0d1e'
export const Id = (description: string) => Type.String({ format: 'uuid', description, examples: [exampleId] })
export const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
export const Time = (description: string) => Type.String({ format: 'date-time', description })
/** One of these words. */
export const OneOf = <const T extends readonly [string, ...string[]]>(names: T, description?: string) =>
  Type.Enum(names as unknown as [...T], description ? { description } : {})
export const iso = (ms: number): string => new Date(ms).toISOString()
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))
export const kindOf = (kind: 'BUY' | 'RENT') => (kind === 'BUY' ? ('buy' as const) : ('rent' as const))

export const Kind = OneOf(['buy', 'rent'])

const qualities = { SD: 'sd', HD: 'hd', UHD: 'uhd' } as const
export const qualityOf = (quality: keyof typeof qualities | null) => quality && qualities[quality]
export const Quality = OneOf(['sd', 'hd', 'uhd'], 'at most 576, 1080 or 2160 lines; null: whatever there is')

const hour = 3_600_000
const Offer = Type.Object({
  offerId: Id('of the offer'),
  version: Type.Integer({ description: 'an order names it' }),
  kind: Kind,
  amount: Type.Integer({ description: 'minor units, tax included' }),
  currency: Type.String({ description: 'ISO 4217' }),
  startWithinHours: OrNull(Type.Number({ description: 'from payment until it must be started' })),
  watchWithinHours: OrNull(Type.Number({ description: 'from the first play until it ends' })),
  quality: OrNull(Quality),
  territories: OrNull(Type.Array(Type.String(), { description: 'ISO 3166-1; null: everywhere' })),
  preorderFrom: OrNull(Type.String({ description: "may be ordered from then on; by the territory's clocks" })),
  opens: OrNull(Type.String({ description: "by the territory's clocks" })),
  closes: OrNull(Type.String({ description: "by the territory's clocks" })),
  preorderAt: OrNull(Time('when that is where `country` is, in UTC where none was asked for')),
  opensAt: OrNull(Time('likewise')),
  closesAt: OrNull(Time('likewise')),
})
export const countryQuery = {
  country: Type.Optional(
    Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1: only the offers that hold there' }),
  ),
}

const card = {
  filmId: Id('of the film'),
  title: Type.String(),
  year: OrNull(Type.Integer()),
  genres: Type.Array(Type.String()),
  poster: OrNull(Type.String({ description: 'address of a JPEG' })),
  durationMs: OrNull(Type.Integer()),
  height: OrNull(Type.Integer({ description: 'lines of the best rendition' })),
  offers: Type.Array(Offer),
}
export const Card = Type.Object(card)
export const cardExample = {
  filmId: exampleId,
  title: 'Nosferatu',
  year: 1922,
  genres: ['horror'],
  poster: `/images/${exampleId}/${exampleId}/poster.jpg`,
  durationMs: 5_640_000,
  height: 1080,
  offers: [
    {
      offerId: exampleId,
      version: 1,
      kind: 'rent',
      amount: 399,
      currency: 'EUR',
      startWithinHours: 720,
      watchWithinHours: 48,
      ...{ quality: 'hd', territories: ['DE'], preorderFrom: null, opens: '2026-12-24T18:00', closes: null },
      ...{ preorderAt: null, opensAt: '2026-12-24T17:00:00.000Z', closesAt: null },
    },
  ],
}

export const Status = OneOf(['draft', 'published', 'taken-down'])
export const Media = Type.Object({
  state: OneOf(
    ['none', 'uploaded', 'processing', 'ready', 'failed'],
    'of the newest upload; an older set plays on meanwhile',
  ),
  reason: OrNull(Type.String({ description: 'why it failed, a stable type' })),
  detail: OrNull(Type.String()),
})
const Rendition = Type.Object({
  name: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  bandwidth: Type.Integer({ description: 'peak bits per second' }),
  codecs: Type.String(),
  frameRate: Type.Number(),
})
export const Detail = Type.Object(
  {
    ...card,
    synopsis: Type.String(),
    ageRating: OrNull(Type.String()),
    status: Status,
    takenDownFor: OrNull(Type.String({ description: "the operator's reason" })),
    media: Media,
    renditions: Type.Array(Rendition),
    thumbnails: OrNull(Type.String({ description: 'address of a WebVTT track of images' })),
    sellerId: Id('of the seller'),
  },
  {
    description: 'The film.',
    examples: [
      {
        ...cardExample,
        synopsis: 'A symphony of horror.',
        ageRating: '12',
        status: 'published',
        takenDownFor: null,
        media: { state: 'ready', reason: null, detail: null },
        renditions: [
          { name: '240p', width: 426, height: 240, bandwidth: 400_000, codecs: 'avc1.64001e', frameRate: 24 },
        ],
        thumbnails: null,
        sellerId: exampleId,
      },
    ],
  },
)

const imageOf = ({ filmId, media }: Film, file: string | null | undefined) =>
  media && file ? `/images/${filmId}/${media.jobId}/${file}` : null

const toOffer = (country: string | null) => {
  const zone = zoneOf(country)
  const at = (time: string | null) => (time === null ? null : iso(instantOf(time, zone)))
  return ({ kind, amount, startWithin, watchWithin, quality, territories, ...offer }: Film['offers'][number]) => ({
    ...offer,
    kind: kindOf(kind),
    amount: Number(amount),
    startWithinHours: startWithin === null ? null : startWithin / hour,
    watchWithinHours: watchWithin === null ? null : watchWithin / hour,
    quality: qualityOf(quality),
    territories: territories && [...territories],
    ...{ preorderAt: at(offer.preorderFrom), opensAt: at(offer.opens), closesAt: at(offer.closes) },
  })
}

/** `country`: leaves out the offers that do not hold there. */
export const toCard = (film: Film, country: string | null = null) => ({
  filmId: film.filmId,
  title: film.title,
  year: film.year,
  genres: [...film.genres],
  poster: imageOf(film, film.media?.poster),
  durationMs: film.media ? Math.round(film.media.durationMs) : null,
  height: film.media ? Math.max(...film.media.renditions.map((r) => r.height)) : null,
  offers: film.offers
    .filter(({ territories }) => country === null || territories === null || territories.includes(country))
    .map(toOffer(country)),
})

export const toMedia = ({ mediaState, failure }: Film) => ({
  state: mediaState,
  reason: mediaState === 'failed' ? (failure?.reason ?? null) : null,
  detail: mediaState === 'failed' ? (failure?.detail ?? null) : null,
})

export const toDetail = (film: Film, country: string | null = null) => ({
  ...toCard(film, country),
  synopsis: film.synopsis,
  ageRating: film.ageRating,
  status: film.status,
  takenDownFor: film.takenDownFor,
  media: toMedia(film),
  renditions: (film.media?.renditions ?? []).map(({ file: _, ...rendition }) => rendition),
  thumbnails: imageOf(film, film.media?.thumbnails),
  sellerId: film.sellerId,
})
