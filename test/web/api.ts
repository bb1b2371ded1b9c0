// What a browser test needs from the API directly: an operator, a film that is ready, and the numbers.

import { readFile } from 'node:fs/promises'
import { currentLicence } from '../../domain/commerce/rules.ts'
import { type Api, apiClient, eventually } from '../../start/client/api.ts'
import { onboarded } from '../../start/client/onboarding.ts'
import type { Clip } from './clip.ts'
import type { Matinee } from './matinee.ts'
import type { LogIn } from './steps.ts'

type Role = 'viewer' | 'seller' | 'operator'

/** Registers and logs in; `operator` by the secret of the installation. */
export const person = async ({ url, setupSecret }: Matinee, logIn: LogIn, roles: readonly Role[]): Promise<Api> => {
  const api = apiClient(url)
  const headers = { 'setup-secret': setupSecret }
  await api.post('/v1/people', { ...logIn, roles }, roles.includes('operator') ? { headers } : {})
  await api.logIn(logIn.login, logIn.password)
  return api
}

const terms = { startWithinHours: 720, watchWithinHours: 48 }

/** A published film of this seller's, to rent and to buy. */
export const publishedFilm = async (seller: Api, title: string, clip: Clip): Promise<string> => {
  const { filmId } = await seller.post<{ filmId: string }>('/v1/films', { title })
  const bytes = new Uint8Array(await readFile(clip.file))
  await seller.call('PUT', `/v1/films/${filmId}/source`, {
    raw: { stream: bytes, type: 'video/mp4', bytes: bytes.length },
  })
  await eventually('the film is ready', 120_000, async () => {
    const { media } = await seller.get<{ media: { state: string; detail: string | null } }>(`/v1/films/${filmId}`)
    if (media.state === 'failed') throw new Error(`the film failed: ${media.detail}`)
    return media.state === 'ready' || undefined
  })
  const offers = [
    { kind: 'rent', amount: 299, currency: 'EUR', ...terms },
    { kind: 'buy', amount: 999, currency: 'EUR' },
  ]
  await onboarded(seller)
  await seller.call('PUT', `/v1/films/${filmId}/offers`, { body: { offers } })
  await seller.post(`/v1/films/${filmId}/publication`)
  // Waits for the view to have read what was just written: then everybody sees it.
  await seller.get(`/v1/films/${filmId}`)
  return filmId
}

/** Bought and paid; resolves when it is in the library. */
export const buys = async (viewer: Api, filmId: string): Promise<void> => {
  type Film = { offers: { offerId: string; version: number; kind: string }[] }
  const { offers } = await viewer.get<Film>(`/v1/films/${filmId}`)
  const offer = offers.find(({ kind }) => kind === 'buy')
  if (!offer) throw new Error('the film is not for sale')
  const { offerId, version: offerVersion } = offer
  await viewer.post('/v1/orders', {
    filmId,
    offerId,
    offerVersion,
    paymentMethod: 'pm_success',
    licenceVersion: currentLicence,
  })
  await eventually('the film is in the library', 30_000, async () => {
    const { items } = await viewer.get<{ items: { film: { filmId: string } }[] }>('/v1/library')
    return items.some(({ film }) => film.filmId === filmId) || undefined
  })
}

export type Figures = Readonly<{ plays: number; minutes: number; sales: number }>

export const figures = (seller: Api, filmId: string): Promise<Figures> => seller.get(`/v1/analytics/films/${filmId}`)
