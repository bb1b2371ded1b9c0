// SIGTERM under load (F21): behind a balancer that looks at /readyz and keeps its connections, rolling restarts of the APIs
// fail no request, and each process ends in order within 30 s.
import assert from 'node:assert/strict'
import { Agent, type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createLogger } from '../../platform/logger.ts'
import { apiClient } from '../../start/client/api.ts'
import { migrate } from '../../start/migrate.ts'
import { newPlace, type Place } from '../app.ts'
import { newPerson, type Person } from '../given-film.ts'
import { type RoomProcess, startRoom } from '../room-process.ts'

const rounds = Number(process.env.MATINEE_PROOF_RESTARTS ?? 2)
const api = 'command-api/http/main.ts'
const query = 'query-api/main.ts'

/** One process that the balancer knows; it is asked for /readyz all the time. */
type Backend = { room: RoomProcess; ready: boolean }

let place: Place
let seller: Person
const others: RoomProcess[] = []
const pools = { [api]: [] as Backend[], [query]: [] as Backend[] }
let going = true
let started = 0

const start = async (main: string): Promise<RoomProcess> => {
  const env = { ...place.env, MATINEE_PORT: '0', MATINEE_LOG_LEVEL: 'info' }
  return startRoom(main, { env, logs: join(place.folder, `logs-${started++}`) })
}
const add = async (main: keyof typeof pools): Promise<Backend> => {
  const backend = { room: await start(main), ready: true }
  pools[main].push(backend)
  return backend
}
const looking = async () => {
  while (going) {
    for (const backend of Object.values(pools).flat()) {
      const answer = await fetch(`${backend.room.url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null)
      await answer?.body?.cancel()
      backend.ready = answer?.ok ?? false
    }
    await wait(50)
  }
}

before(async () => {
  place = await newPlace({ name: 'graceful' })
  await migrate(place.env, createLogger('test', 'warn'))
  others.push(...(await Promise.all(['command-api/deciders/main.ts', 'projectors/main.ts'].map(start))))
  await Promise.all([api, query].flatMap((main) => [add(main as typeof api), add(main as typeof api)]))
  seller = await newPerson(pools[api][0]?.room.url ?? '', 'seller')
  void looking()
})
after(async () => {
  going = false
  const all = [...Object.values(pools).flatMap((pool) => pool.map(({ room }) => room)), ...others]
  await Promise.all(all.map((room) => room.stop()))
  await place?.stop()
})

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

const send = (url: string, method: string, path: string, body?: object): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const type = body ? { 'content-type': 'application/json' } : {}
    const headers = { authorization: `Bearer ${seller.token()}`, ...type }
    const asked = request(new URL(path, url), { method, agent, headers }, resolve).on('error', reject)
    asked.setTimeout(30_000, () => asked.destroy(new Error('no answer')))
    asked.end(body ? JSON.stringify(body) : undefined)
  })

let turn = 0
/** As a balancer does: the next one that is ready; where nobody listens nothing was sent, so another one gets it. */
const balanced = async (main: keyof typeof pools, method: string, path: string, body?: object) => {
  for (;;) {
    const ready = pools[main].filter((backend) => backend.ready)
    const backend = ready[turn++ % ready.length]
    if (!backend) throw new Error(`no ${main} is ready`)
    try {
      const answer = await send(backend.room.url, method, path, body)
      await text(answer)
      return answer.statusCode ?? 0
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error
      backend.ready = false
    }
  }
}

test(`${rounds} rolling restarts of each API under load fail no request`, { timeout: rounds * 120_000 }, async () => {
  const failed: string[] = []
  let answered = 0
  let loading = true
  const client = async (n: number) => {
    while (loading) {
      const call =
        n % 2 === 0
          ? balanced(api, 'POST', '/v1/films', { title: 'Drafted meanwhile' })
          : balanced(query, 'GET', '/v1/films?limit=5')
      const said = await call.catch((error: unknown) => String(error))
      if (said === 200 || said === 201) answered++
      else failed.push(`${n % 2 === 0 ? api : query}: ${said}`)
      await wait(Math.random() * 20)
    }
  }
  const clients = Promise.all(Array.from({ length: 12 }, (_, n) => client(n)))
  for (let round = 0; round < rounds; round++)
    for (const main of [api, query] as const) {
      const before = answered
      const leaving = pools[main][0] as Backend
      await add(main)
      const began = performance.now()
      const exit = await leaving.room.stop()
      const seconds = (performance.now() - began) / 1_000
      pools[main].splice(pools[main].indexOf(leaving), 1)
      assert.deepEqual(exit, { code: 0, signal: null }, main)
      assert.ok(seconds < 30, `${main} took ${seconds} s to end`)
      assert.ok(answered > before, 'it went on')
      console.log(
        `${main}: ended after ${seconds.toFixed(1)} s, ${answered} requests answered, ${failed.length} failed`,
      )
    }
  loading = false
  await clients
  assert.deepEqual(failed, [])
  // What was answered is there.
  const own = await apiClient(pools[query][0]?.room.url ?? '').call<{ items: object[] }>('GET', '/v1/seller/films', {
    token: seller.token(),
  })
  assert.ok(own.items.length > 0)
})
