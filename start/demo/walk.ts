// `matinee demo`: the eight steps of the main job, once, against a running system, with a film of its own.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { type Api, apiClient, eventually } from '../client/api.ts'
import { onboarded } from '../client/onboarding.ts'
import { type DemoFilm, drawing } from './films.ts'
import { offersOf, readyToPlay, upload } from './load.ts'
import { type DemoPeople, loggedIn } from './people.ts'
import { playThrough } from './play.ts'

export type Step = Readonly<{ name: string; ok: boolean; ms: number; detail?: string }>
export type WalkResult = Readonly<{ ok: boolean; steps: readonly Step[]; hls: string; dash: string }>

export type WalkOptions = Readonly<{
  url: string
  people: DemoPeople
  ffmpeg(args: readonly string[]): Promise<void>
  /** after each step */
  onStep(step: Step): void
}>

type Offer = Readonly<{ offerId: string; version: number; kind: 'buy' | 'rent' }>
type Playback = Readonly<{ playbackId: string; hls: string; dash: string; token: string; durationMs: number }>

const source: Extract<DemoFilm['source'], { name: string }> = {
  name: 'walk.mkv',
  seconds: 8,
  picture: 'testsrc2=size=426x240:rate=24',
  sound: 'sine=frequency=440:sample_rate=48000',
  pixelFormat: 'yuv420p',
}

const paid = (api: Api, orderId: string) =>
  eventually(`order ${orderId} paid`, 60_000, async () => {
    const order = await api.get<{ status: string; reason?: string }>(`/v1/orders/${orderId}`)
    if (order.status === 'failed') throw new Error(`the payment failed: ${order.reason}`)
    return order.status === 'paid' ? order : undefined
  })

/** Walks on until a step fails; the film is taken down at the end in any case. */
export const walk = async ({ url, people, ffmpeg, onStep }: WalkOptions): Promise<WalkResult> => {
  const steps: Step[] = []
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const end = (ok: boolean, detail?: string) => {
      const done = { name, ok, ms: Math.round(performance.now() - started), ...(detail ? { detail } : {}) }
      steps.push(done)
      onStep(done)
    }
    try {
      const result = await work()
      end(true)
      return result
    } catch (error) {
      end(false, error instanceof Error ? error.message : String(error))
      throw error
    }
  }

  const folder = await mkdtemp(join(tmpdir(), 'matinee-walk-'))
  let filmId = ''
  let operator: Api | undefined
  let manifests = { hls: '', dash: '' }
  try {
    const [seller, viewer] = await step('log in', async () => {
      operator = await loggedIn(url, people.operator)
      return [await onboarded(await loggedIn(url, people.seller)), await loggedIn(url, people.viewer)] as const
    })
    filmId = await step('upload', async () => {
      const file = join(folder, source.name)
      await ffmpeg(drawing(source, file))
      const film = await seller.post<{ filmId: string }>('/v1/films', { title: 'Walk through' })
      await seller.call('PATCH', `/v1/films/${film.filmId}`, {
        body: { synopsis: 'Made by the smoke test.', genres: ['test'] },
      })
      await upload(seller, film.filmId, file)
      return film.filmId
    })
    await step('renditions', () => readyToPlay(seller, filmId))
    await step('publish', async () => {
      await seller.call('PUT', `/v1/films/${filmId}/offers`, { body: offersOf({ buy: 500, rent: 200 }) })
      await seller.post(`/v1/films/${filmId}/publication`)
    })
    await step('rent', async () => {
      const { offers } = await eventually('the film in the store', 10_000, async () => {
        const film = await viewer.get<{ status: string; offers: Offer[] }>(`/v1/films/${filmId}`).catch(() => undefined)
        return film?.status === 'published' ? film : undefined
      })
      const offer = offers.find((o) => o.kind === 'rent')
      const order = await viewer.post<{ orderId: string }>('/v1/orders', {
        filmId,
        offerId: offer?.offerId,
        offerVersion: offer?.version,
        paymentMethod: 'pm_success',
        licenceVersion: currentLicence,
      })
      await paid(viewer, order.orderId)
    })
    const playback = await step('playback', () => viewer.post<Playback>('/v1/playbacks', { filmId }))
    manifests = { hls: new URL(playback.hls, url).href, dash: new URL(playback.dash, url).href }
    await step('play', () => playThrough(viewer, playback))
    await step('counted', async () => {
      await eventually('the play in the analytics', 30_000, async () => {
        const seen = await seller.get<{ plays: number }>(`/v1/analytics/films/${filmId}`)
        return seen.plays === 1 ? seen : undefined
      })
      await eventually('the film in the library', 10_000, async () => {
        const { items } = await viewer.get<{ items: { film: { filmId: string } }[] }>('/v1/library')
        return items.some((i) => i.film.filmId === filmId) ? items : undefined
      })
    })
    await step('quality of experience', () => counted(operator, filmId))
    await step('take down', async () => {
      await operator?.post(`/v1/films/${filmId}/take-down`, { reason: 'end of the walk' })
      await eventually('playing refused', 10_000, async () => {
        const answer = await apiClient(url).raw(playback.hls)
        await answer.body?.cancel()
        return answer.status === 403 ? true : undefined
      })
    })
    return { ok: true, steps, ...manifests }
  } catch {
    if (filmId && operator)
      await operator.post(`/v1/films/${filmId}/take-down`, { reason: 'the walk failed' }).catch(() => undefined)
    return { ok: false, steps, ...manifests }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The stream processors ran: the play's minute is there, and a list can be had. */
const counted = async (operator: Api | undefined, filmId: string) => {
  if (!operator) return
  // A minute is told first some 25 s after its plays: late ones are waited for.
  await eventually('the film in the quality figures', 90_000, async () => {
    const { items } = await operator.get<{ items: { filmId: string; plays: number }[] }>(
      `/v1/operator/qoe?filmId=${filmId}`,
    )
    return items.some((m) => m.filmId === filmId && m.plays > 0) ? items : undefined
  })
}
