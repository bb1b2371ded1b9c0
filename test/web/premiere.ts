// A Matinee with one film in the store, people who may see it, and a browser to visit it with.
import type { Browser } from 'playwright-core'
import type { Api } from '../../start/client/api.ts'
import { buys, person, publishedFilm } from './api.ts'
import { launch } from './browser.ts'
import { type Clip, makeClip } from './clip.ts'
import { type Matinee, openMatinee } from './matinee.ts'
import { type LogIn, somebody } from './steps.ts'

export type Premiere = Readonly<{
  matinee: Matinee
  browser: Browser
  clip: Clip
  title: string
  filmId: string
  /** the film's seller, over the API */
  seller: Api
  /** `viewer` has bought the film of `merchant`; `everybody` has every role and nothing in the library */
  people: Readonly<{ viewer: LogIn; merchant: LogIn; everybody: LogIn }>
  close(): Promise<void>
}>

export const premiere = async (title: string, seconds: number): Promise<Premiere> => {
  const [matinee, browser, clip] = await Promise.all([openMatinee(), launch(), makeClip(seconds)])
  const people = { viewer: somebody('viewer'), merchant: somebody('seller'), everybody: somebody('everybody') }
  const seller = await person(matinee, people.merchant, ['seller'])
  const viewer = await person(matinee, people.viewer, ['viewer'])
  await person(matinee, people.everybody, ['viewer', 'seller', 'operator'])
  const filmId = await publishedFilm(seller, title, clip)
  await buys(viewer, filmId)
  const close = async () => {
    await browser.close()
    await clip.remove()
    await matinee.stop()
  }
  return { matinee, browser, clip, title, filmId, seller, people, close }
}
