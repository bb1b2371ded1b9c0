// Films as rows: what the store says, what can be played, and whether it is sold.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import type { CatalogueEvent, RenditionsReady } from '../../schemas/generated/types/catalogue.ts'
import { type FilmRow, films } from './handlers.ts'

const spec = projectionSpec(films)
const filmId = 'film'
const drafted: CatalogueEvent = { type: 'FilmDrafted', at: 1, filmId, sellerId: 'seller', title: 'Draft' }
const set: Omit<RenditionsReady, 'type' | 'at' | 'filmId'> = {
  uploadId: 'first',
  jobId: 'job',
  durationMs: 60_000,
  width: 1280,
  height: 720,
  hasAudio: true,
  prefix: 'films/film/job',
  hls: 'master.m3u8',
  dash: 'manifest.mpd',
  poster: 'poster.jpg',
  thumbnails: null,
  renditions: [],
}
const draft: FilmRow = {
  sellerId: 'seller',
  status: 'draft',
  title: 'Draft',
  synopsis: '',
  genres: [],
  year: null,
  ageRating: null,
  draftedAt: 1,
  publishedAt: null,
  takenDownFor: null,
  offers: [],
  earlier: [],
  uploadId: null,
  failure: null,
  media: null,
}
const uploaded = (at: number, uploadId: string): CatalogueEvent => ({
  type: 'SourceUploaded',
  at,
  filmId,
  sellerId: 'seller',
  uploadId,
  objectKey: 'key',
  sha256: '00',
  bytes: 1,
  contentType: 'video/mp4',
})
const published = (at: number): CatalogueEvent => ({ type: 'FilmPublished', at, filmId, sellerId: 'seller' })
const down: CatalogueEvent = { type: 'FilmTakenDown', at: 5, filmId, operatorId: 'operator', reason: 'rights' }
const back: CatalogueEvent = { type: 'FilmPutBack', at: 6, filmId, operatorId: 'operator', reason: 'cleared' }

test('a film begins as a draft that says nothing yet', () => spec.given(drafted).then({ film: draft }))

test('a description replaces what was said before', () => {
  const said = { title: 'The Film', synopsis: 'Once.', genres: ['drama'], year: 2026, ageRating: '12' }
  return spec.given(drafted, { type: 'FilmDescribed', at: 2, filmId, ...said }).then({ film: { ...draft, ...said } })
})

test('the set of an older upload plays on while a newer one has failed', () =>
  spec
    .given(drafted, uploaded(2, 'first'), { type: 'RenditionsReady', at: 3, filmId, ...set }, uploaded(4, 'second'), {
      type: 'RenditionsFailed',
      at: 5,
      filmId,
      uploadId: 'second',
      jobId: 'j2',
      reason: 'not-a-video',
      detail: 'No.',
    })
    .then({
      film: {
        ...draft,
        uploadId: 'second',
        media: set,
        failure: { uploadId: 'second', reason: 'not-a-video', detail: 'No.' },
      },
    }))

test('put back, a film keeps its place in the catalogue', () =>
  spec
    .given(drafted, published(4), down, back, published(9))
    .then({ film: { ...draft, status: 'published', publishedAt: 4 } }))

test('a film that is taken down says why; one that was never published goes back to its draft', async () => {
  await spec
    .given(drafted, published(4), down)
    .then({ film: { ...draft, status: 'taken-down', publishedAt: 4, takenDownFor: 'rights' } })
  await spec.given(drafted, down, back).then({ film: draft })
})
