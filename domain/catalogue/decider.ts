// What may happen to one film: the catalogue decider. Key: filmId.
import type {
  CatalogueCommand,
  CatalogueEvent,
  DescribeFilm,
  DraftFilm,
  PublishFilm,
  PutBackFilm,
  RecordRenditions,
  RecordRenditionsFailed,
  RecordUpload,
  SetFilmPlans,
  TakeDownFilm,
} from '../../schemas/generated/types/catalogue.ts'
import { assertNever, type Decision, refuse } from '../decision.ts'
import { evolve, type Film, type KnownFilm, unknownFilm } from './film.ts'
import { setOffers } from './offers.ts'
import { type Description, faultOfDescription, limits } from './rules.ts'

type Decided = Decision<CatalogueEvent>

export const decide = (command: CatalogueCommand, film: Film): Decided => {
  if (command.type === 'DraftFilm') return draftFilm(command, film)
  if (film.status === 'unknown') return refuse('not-found', 'There is no such film.')
  if ('sellerId' in command && command.sellerId !== film.sellerId)
    return refuse('forbidden', 'This film belongs to another seller.')

  switch (command.type) {
    case 'DescribeFilm':
      return describeFilm(command, film)
    case 'RecordUpload':
      return recordUpload(command, film)
    case 'RecordRenditions':
      return recordRenditions(command, film)
    case 'RecordRenditionsFailed':
      return recordRenditionsFailed(command, film)
    case 'SetOffers':
      return setOffers(command, film)
    case 'SetFilmPlans':
      return setFilmPlans(command, film)
    case 'PublishFilm':
      return publishFilm(command, film)
    case 'TakeDownFilm':
      return takeDownFilm(command, film)
    case 'PutBackFilm':
      return putBackFilm(command, film)
    default:
      return assertNever(command)
  }
}

const draftFilm = ({ now, filmId, sellerId, title }: DraftFilm, film: Film): Decided => {
  if (film.status !== 'unknown')
    return film.sellerId === sellerId ? [] : refuse('conflict', 'This film id stands for another film.')
  const fault = faultOfDescription({ title, synopsis: '', genres: [], year: null, ageRating: null }, now)
  return fault ? refuse('invalid-request', fault) : [{ type: 'FilmDrafted', at: now, filmId, sellerId, title }]
}

const describeFilm = (command: DescribeFilm, film: KnownFilm): Decided => {
  const { now, filmId } = command
  const description = merged(command, film.description)
  const fault = faultOfDescription(description, now)
  if (fault) return refuse('invalid-request', fault)
  if (sameDescription(description, film.description)) return []
  return [{ type: 'FilmDescribed', at: now, filmId, ...description }]
}

/** What is not said stays; null said clears what may be missing. */
const merged = ({ said, title, synopsis, genres, year, ageRating }: DescribeFilm, old: Description): Description => ({
  title: title ?? old.title,
  synopsis: synopsis ?? old.synopsis,
  genres: genres ?? old.genres,
  year: said.includes('year') ? year : old.year,
  ageRating: said.includes('ageRating') ? ageRating : old.ageRating,
})

const sameDescription = (a: Description, b: Description): boolean =>
  a.title === b.title &&
  a.synopsis === b.synopsis &&
  a.genres.length === b.genres.length &&
  a.genres.every((genre, i) => genre === b.genres[i]) &&
  a.year === b.year &&
  a.ageRating === b.ageRating

/** A new upload takes the place of the old one; what plays goes on playing until its own renditions are ready. */
const recordUpload = ({ type: _, now, ...upload }: RecordUpload, film: KnownFilm): Decided =>
  upload.uploadId === film.uploadId ? [] : [{ type: 'SourceUploaded', at: now, ...upload }]

/** Of an outdated upload, or told twice: nothing. */
const recordRenditions = ({ type: _, now, ...set }: RecordRenditions, film: KnownFilm): Decided =>
  set.uploadId !== film.uploadId || set.jobId === film.jobId ? [] : [{ type: 'RenditionsReady', at: now, ...set }]

const recordRenditionsFailed = ({ type: _, now, ...failed }: RecordRenditionsFailed, film: KnownFilm): Decided =>
  failed.uploadId !== film.uploadId ? [] : [{ type: 'RenditionsFailed', at: now, ...failed }]

const publishFilm = ({ now, filmId, sellerId, sellerActive }: PublishFilm, film: KnownFilm): Decided => {
  if (film.status === 'taken-down') return refuse('film-unavailable', 'An operator took this film down.')
  if (film.status === 'published') return []
  if (film.jobId === null) return refuse('no-renditions', 'Upload a video and wait until it is ready.')
  if (film.offers.length === 0) return refuse('no-offers', 'Set at least one offer, then publish.')
  if (!sellerActive) return refuse('seller-not-active', 'Your account at the payment provider is not active.')
  return [{ type: 'FilmPublished', at: now, filmId, sellerId }]
}

/** All of them, replacing what was: nobody but the seller puts a film into a plan, or takes it out. */
const setFilmPlans = ({ now, filmId, planIds }: SetFilmPlans, film: KnownFilm): Decided => {
  if (planIds.length > limits.plans) return refuse('invalid-request', `A film is in at most ${limits.plans} plans.`)
  const wanted = [...new Set(planIds)].sort()
  return wanted.join() === film.planIds.join() ? [] : [{ type: 'FilmPlansSet', at: now, filmId, planIds: wanted }]
}

const takeDownFilm = ({ now, filmId, operatorId, reason }: TakeDownFilm, film: KnownFilm): Decided => {
  if (!isReason(reason)) return reasonMissing
  if (film.status === 'taken-down') return []
  return [{ type: 'FilmTakenDown', at: now, filmId, operatorId, reason }]
}

const putBackFilm = ({ now, filmId, operatorId, reason }: PutBackFilm, film: KnownFilm): Decided => {
  if (!isReason(reason)) return reasonMissing
  if (film.status !== 'taken-down') return []
  return [{ type: 'FilmPutBack', at: now, filmId, operatorId, reason }]
}

const isReason = (reason: string): boolean => reason.trim() !== '' && reason.length <= limits.reason
const reasonMissing = refuse('invalid-request', `Give a reason of 1 to ${limits.reason} characters.`)

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const catalogueDecider = { name: 'catalogue', initial: unknownFilm, decide, evolve, codeVersion: 3 } as const
