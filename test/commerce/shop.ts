// The rooms that sell as processes of their own, a losing proxy before the provider, and films in several currencies.
import { join } from 'node:path'
import { readConfig, serversConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'
import { createLogger } from '../../platform/logger.ts'
import { idOf, openCommands } from '../../runtime/index.ts'
import { type Api, eventually } from '../../start/client/api.ts'
import { ensureDemoPeople, loggedIn } from '../../start/demo/people.ts'
import { gateway } from '../../start/gateway.ts'
import { migrate } from '../../start/migrate.ts'
import { newPlace } from '../app.ts'
import type { FilmInStore } from '../given-film.ts'
import { type RoomProcess, startRoom } from '../room-process.ts'
import { type Losing, losingProxy } from './losing.ts'
import { type ProofProvider, type ProviderName, providers } from './providers.ts'

export const currencies = ['EUR', 'USD', 'JPY', 'KWD'] as const

/** A worker that may be killed and started again; each has a store of its own. */
export type Worker = Readonly<{ process(): RoomProcess; kill(): Promise<void>; start(): Promise<void> }>

export type Shop = Readonly<{
  url: string
  env: Readonly<Record<string, string>>
  provider: ProofProvider
  /** before the provider */
  answers: Losing
  workers: readonly Worker[]
  operator: Api
  films: readonly FilmInStore[]
  close(): Promise<void>
}>

const rooms = [...['command-api/deciders', 'command-api/http', 'projectors', 'query-api', 'workers/bookkeeping']].map(
  (room) => `${room}/main.ts`,
)

/** `worker`: the main of who asks for the money. */
export const openShop = async (
  name: string,
  { films, worker, by }: Readonly<{ films: number; worker: string; by: ProviderName }>,
): Promise<Shop> => {
  const place = await newPlace({ name })
  const closers: (() => Promise<unknown>)[] = [() => place.stop()]
  const close = async () => {
    for (const end of closers.reverse()) await end()
  }
  try {
    const logger = createLogger('test', 'error')
    const provider = await providers[by](place)
    closers.push(() => provider.stop())
    const answers = await losingProxy({ host: '127.0.0.1', port: provider.port })
    closers.push(() => answers.close())
    const env: Record<string, string> = {
      ...{ ...place.env, ...provider.env, MATINEE_PORT: '0', MATINEE_LOG_LEVEL: 'info' },
      MATINEE_PAYMENTS_URL: `http://127.0.0.1:${answers.port}`,
    }
    await migrate(env, logger)
    const run = (main: string, state = '') =>
      startRoom(main, {
        env: { ...env, ...(state ? { MATINEE_STATE: join(place.folder, state) } : {}) },
        logs: join(place.folder, 'logs', state),
      })
    const started = await Promise.all(rooms.map((main) => run(main)))
    for (const room of started) closers.push(() => room.stop())
    const [commandApi = '', queryApi = ''] = [started[1]?.url, started[3]?.url]
    const upstreams = { commandApi, queryApi, edge: queryApi }
    const front = await gateway({ upstreams, host: '127.0.0.1', port: Number(new URL(place.url).port), logger })
    closers.push(() => front.stop())

    const workers = await Promise.all(
      ['worker-1', 'worker-2'].map(async (state): Promise<Worker> => {
        let current = await run(worker, state)
        closers.push(() => current.stop())
        return {
          process: () => current,
          kill: () => current.kill(),
          start: async () => {
            current = await run(worker, state)
          },
        }
      }),
    )
    const people = await ensureDemoPeople(place.url, place.folder, place.env.MATINEE_SETUP_SECRET ?? '')
    const seller = await loggedIn(place.url, people.seller)
    await provider.onboard(seller, place.env)
    const operator = await loggedIn(place.url, people.operator)
    return {
      ...{ url: place.url, env: place.env, provider, answers, workers, operator, close },
      films: await publishFilms(place.env, seller, films),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** For sale, in one currency each; what a media worker would make of their videos is told without one. */
const publishFilms = async (
  env: Readonly<Record<string, string>>,
  seller: Api,
  count: number,
): Promise<readonly FilmInStore[]> => {
  const logger = createLogger('test', 'silent')
  const config = readConfig(serversConfig, env)
  const { log, codec } = await openLog(config, 'test', logger)
  const commands = await openCommands({
    ...{ log, codec, contexts: ['catalogue'], partitions: config.MATINEE_PARTITIONS, logger },
  })
  const tell = async (filmId: string, command: Readonly<{ type: string }>) => {
    const commandId = idOf('commerce proof', command.type, filmId)
    const { status } = await commands.submit('catalogue', command, {
      ...{ key: filmId, commandId, bodyHash: commandId, actor: 'test' },
    })
    if (status !== 'accepted') throw new Error(`${command.type}: ${status}`)
  }
  try {
    const found: FilmInStore[] = []
    for (let n = 0; n < count; n++) {
      const { filmId } = await seller.post<{ filmId: string }>('/v1/films', { title: `Film ${n}` })
      const { sellerId } = await eventually('the film', 30_000, () =>
        seller.get<{ sellerId: string }>(`/v1/films/${filmId}`).catch(() => undefined),
      )
      const uploadId = idOf('upload', filmId)
      const source = { objectKey: `uploads/${filmId}`, sha256: '00', bytes: 1, contentType: 'video/mp4' }
      await tell(filmId, { type: 'RecordUpload', filmId, sellerId, uploadId, ...source } as never)
      const set = { durationMs: 60_000, width: 640, height: 360, hasAudio: true, prefix: 'films', hls: 'm', dash: 'm' }
      const made = { jobId: idOf('job', filmId), ...set, poster: 'poster.jpg', thumbnails: null, renditions: [] }
      await tell(filmId, { type: 'RecordRenditions', filmId, uploadId, ...made } as never)
      const currency = currencies[n % currencies.length]
      const offers = [{ kind: 'buy', amount: 399 + n, currency }]
      const stand = await seller.call<{ offers: FilmInStore['offers'] }>('PUT', `/v1/films/${filmId}/offers`, {
        body: { offers },
      })
      await seller.post(`/v1/films/${filmId}/publication`)
      found.push({ filmId, offers: stand.offers })
    }
    return found
  } finally {
    await commands.close()
    await log.close()
  }
}
