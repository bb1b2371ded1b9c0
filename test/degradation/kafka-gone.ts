// What is watched over Kafka's absence: films drafted without a pause until it is noticed, and what stands on the log after.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { folderObjects } from '../../platform/objects.ts'
import { type Api, apiClient, eventually } from '../../start/client/api.ts'
import type { LogIn } from '../../start/demo/people.ts'
import { type Answer, ask, isPutOff } from '../ask.ts'
import { wholeLog } from '../whole-log.ts'

/** What was under way when it fell is not certain; so long after that everything is. */
const certainAfterMs = 6_000

/** Drafts films by four at once, each with a title of its own, until told to stop; `told`: answer by title. */
const drafting = (seller: Api) => {
  const told = new Map<string, Answer>()
  let going = true
  const one = async () => {
    while (going) {
      const key = randomUUID()
      told.set(key, await ask(seller.url, 'POST', '/v1/films', { token: seller.token(), body: { title: key }, key }))
      await wait(20)
    }
  }
  const all = Promise.all([1, 2, 3, 4].map(one))
  const stop = async () => {
    going = false
    await all
  }
  const count = (holds: (answer: Answer) => boolean) => [...told.values()].filter(holds).length
  return { told, stop, count }
}

type Told = ReadonlyMap<string, Answer>

/** Takes Kafka away under load; resolves when all that is asked from then on is put off for certain. */
export const fallUnderLoad = async (seller: Api, takeAway: () => Promise<void>): Promise<Told> => {
  const { told, stop, count } = drafting(seller)
  try {
    await eventually('films are drafted', 30_000, async () =>
      count(({ status }) => status === 201) >= 50 ? true : undefined,
    )
    await takeAway()
    const gone = performance.now()
    await eventually('the first is put off', 30_000, async () => (count(isPutOff) ? true : undefined))
    await wait(Math.max(0, certainAfterMs - (performance.now() - gone)))
  } finally {
    await stop()
  }
  return told
}

const ofPeople = [
  ...['PersonRegistered', 'SessionOpened', 'OrderPlaced', 'PaymentTaken', 'EntitlementGranted', 'PlaybackGranted'],
  ...['SourceUploaded', 'FilmPublished', 'PlayPaused'],
]

/** How often each of those stands on the log that only people cause, and how many uploads are kept. */
export const standing = async (env: Readonly<Record<string, string>>): Promise<Readonly<Record<string, number>>> => {
  const log = await wholeLog(env, ['catalogue', 'identity', 'commerce', 'playback'])
  const objects = await folderObjects({ root: env.MATINEE_OBJECTS ?? '' })
  const counts = ofPeople.map((type) => [type, log.filter((one) => one.type === type).length] as const)
  return { ...Object.fromEntries(counts), uploads: (await objects.list('uploads')).length }
}

/** Whoever was told that it is done finds it once; of what was put off nothing was even handed over. */
export const heldWhatWasTold = async (env: Readonly<Record<string, string>>, told: Told): Promise<void> => {
  const log = await wholeLog(env, ['catalogue', 'commands.catalogue'])
  const films = log.filter(({ type, fields }) => type === 'FilmDrafted' && told.has(String(fields.title)))
  const drafted = new Map(films.map((one) => [String(one.fields.title), one]))
  assert.equal(films.length, drafted.size, 'drafted once each')
  const asked = new Set(log.filter(({ type }) => type === 'DraftFilm').map(({ fields }) => String(fields.title)))
  for (const [title, answer] of told) {
    const which = `${title}: ${answer.status} ${answer.problem}`
    if (answer.status === 201) assert.equal(drafted.get(title)?.fields.filmId, answer.body.filmId, `lost ${which}`)
    else if (isPutOff(answer)) assert.ok(!asked.has(title), `was handed over all the same ${which}`)
    // Only what was under way when it fell may be in doubt, and says so.
    else assert.ok(answer.status === 202 || answer.status === 504, which)
  }
}

type Session = Readonly<{ accessToken: string; refreshToken: string }>
export type Renewing = Api &
  Readonly<{
    /** another token, without a log-in */
    renew(): Promise<void>
    logInAgain(): Promise<unknown>
  }>

/** Logged in, with a token that can be renewed while nobody can log in. */
export const staysLoggedIn = async (url: string, { login, password }: LogIn): Promise<Renewing> => {
  const api = apiClient(url)
  await api.logIn(login, password)
  let session = await api.post<Session>('/v1/sessions', { login, password })
  const renew = async () => {
    session = await api.post<Session>('/v1/sessions/refresh', { refreshToken: session.refreshToken })
  }
  return { ...api, token: () => session.accessToken, renew, logInAgain: () => api.logIn(login, password) }
}
