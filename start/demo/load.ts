// Loads the demo catalogue through the public API, as a seller would: draft, describe, upload, wait, offer, publish.
import { createReadStream } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type Api, eventually } from '../client/api.ts'
import { onboarded } from '../client/onboarding.ts'
import { type DemoFilm, drawing } from './films.ts'

type Media = Readonly<{ state: string; reason?: string; detail?: string }>
type OwnFilm = Readonly<{ filmId: string; title: string; status: string; media: Media }>

export type Studio = Readonly<{
  api: Api
  /** where drawn films are kept for the next time */
  cacheDir: string
  /** runs ffmpeg with these arguments to the end */
  ffmpeg(args: readonly string[]): Promise<void>
  say(line: string): void
}>

const transcodeLimitMs = 15 * 60_000

/** The film's file; drawn once and kept. Written under another name first, so half a file is never taken for a film. */
export const fileOf = async (film: DemoFilm, studio: Studio): Promise<string> => {
  if ('file' in film.source) return film.source.file
  const file = join(studio.cacheDir, film.source.name)
  const there = await stat(file).catch(() => undefined)
  if (there) return file
  studio.say(`drawing "${film.title}" (${film.source.seconds} s of picture and sound)`)
  await mkdir(studio.cacheDir, { recursive: true })
  const partial = join(studio.cacheDir, `part-${film.source.name}`)
  await studio.ffmpeg(drawing(film.source, partial))
  await rename(partial, file)
  return file
}

const typeOf = (file: string) => (file.endsWith('.mkv') ? 'video/x-matroska' : 'video/mp4')

/** Uploads a file as a film's source: streamed, never held in memory. */
export const upload = async (api: Api, filmId: string, file: string): Promise<void> => {
  const { size } = await stat(file)
  const stream = Readable.toWeb(createReadStream(file)) as ReadableStream
  await api.call('PUT', `/v1/films/${filmId}/source`, { raw: { stream, type: typeOf(file), bytes: size } })
}

/** Resolves when the film's renditions are ready; throws with the reason when they cannot be made. */
export const readyToPlay = (api: Api, filmId: string): Promise<Media> =>
  eventually(`film ${filmId} playable`, transcodeLimitMs, async () => {
    const { media } = await api.get<{ media: Media }>(`/v1/films/${filmId}`)
    if (media.state === 'failed') throw new Error(`film ${filmId}: ${media.reason}: ${media.detail}`)
    return media.state === 'ready' ? media : undefined
  })

export const offersOf = (film: Pick<DemoFilm, 'buy' | 'rent'>) => ({
  offers: [
    { kind: 'buy', amount: film.buy, currency: 'EUR' },
    { kind: 'rent', amount: film.rent, currency: 'EUR', startWithinHours: 720, watchWithinHours: 48 },
  ],
})

const own = async (api: Api): Promise<readonly OwnFilm[]> =>
  (await api.get<{ items: OwnFilm[] }>('/v1/seller/films?limit=100')).items

/** Takes each film from wherever an earlier, interrupted start left it. */
const load = async (film: DemoFilm, known: readonly OwnFilm[], studio: Studio): Promise<string> => {
  const { api } = studio
  const before = known.find((f) => f.title === film.title)
  if (before?.status === 'published') return before.filmId
  const { title, synopsis, genres, year, ageRating } = film
  const filmId = before?.filmId ?? (await api.post<{ filmId: string }>('/v1/films', { title })).filmId
  await api.call('PATCH', `/v1/films/${filmId}`, { body: { title, synopsis, genres, year, ageRating } })
  if (!before || before.media.state === 'none' || before.media.state === 'failed')
    await upload(api, filmId, await fileOf(film, studio))
  const started = Date.now()
  await readyToPlay(api, filmId)
  await api.call('PUT', `/v1/films/${filmId}/offers`, { body: offersOf(film) })
  await api.post(`/v1/films/${filmId}/publication`)
  studio.say(`"${title}" is playable and in the store (${Math.round((Date.now() - started) / 1000)} s)`)
  return filmId
}

/** One film after the other: the second is drawn while the first is encoded. Returns the titles that play. */
export const loadCatalogue = async (films: readonly DemoFilm[], studio: Studio): Promise<readonly string[]> => {
  const known = await own(await onboarded(studio.api))
  await Promise.all(films.map((film) => load(film, known, studio)))
  return films.map((film) => film.title)
}
