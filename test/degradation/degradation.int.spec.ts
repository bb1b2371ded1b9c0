// One server after the other is taken away from the running product; what still works is what docs/degradation.md says.
// MATINEE_WRITE_DEGRADATION=1 writes the page anew.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually } from '../../start/client/api.ts'
import { loggedIn } from '../../start/demo/people.ts'
import { playThrough } from '../../start/demo/play.ts'
import { type AppProcess, appProcess } from '../app.ts'
import { ask } from '../ask.ts'
import { bought, draft, filmInStore, newPerson, orderIs, type Playback, playsAre } from '../given-film.ts'
import { abilities, type Cell, type Fresh, type Scene } from './abilities.ts'
import { documentOf, type Matrix } from './document.ts'
import { areSilent, type Server, servers, type Takeable, takeableServers } from './servers.ts'

const page = join(import.meta.dirname, '../../docs/degradation.md')
const backWithinMs = 60_000
/** Whoever waits longer thinks that it hangs. */
const toldWithinMs = areSilent ? 25_000 : 10_000

let takeable: Takeable
let app: AppProcess
let scene: Scene
const seen: Record<string, Record<string, Cell>> = Object.fromEntries(abilities.map(({ name }) => [name, {}]))

before(async () => {
  takeable = await takeableServers()
  app = await appProcess({ name: 'degradation', env: { MATINEE_KAFKA: takeable.kafka }, through: takeable.through })
  const { url, people } = app
  const [seller, operator] = [await loggedIn(url, people.seller), await loggedIn(url, people.operator)]
  const film = await filmInStore(seller, 'What still stands', 4)
  const owner = await newPerson(url, 'viewer')
  await bought(owner, film)
  const playback = await owner.post<Playback>('/v1/playbacks', { filmId: film.filmId })
  await playThrough(owner, playback)
  await playsAre(seller, film.filmId, 1)
  scene = { url, owner, seller, operator, film, playback }
})
after(async () => {
  await app?.stop()
  await takeable?.close()
})

const isReady = async () => ((await ask(app.url, 'GET', '/readyz')).status === 200 ? true : undefined)

const freshFor = async (n: number, paidWithin = 20_000): Promise<Fresh> => {
  const { url, seller } = scene
  const [buyer, renter, stays] = await Promise.all([1, 2, 3].map(() => newPerson(url, 'viewer')))
  const { login, password } = stays as typeof buyer & object
  const { body } = await ask(url, 'POST', '/v1/sessions', { body: { login, password } })
  return {
    ...{ buyer: buyer as Fresh['buyer'], renter: renter as Fresh['renter'] },
    ...{ refreshToken: String(body.refreshToken), draft: await draft(seller, `Draft ${n}`) },
    ...{ sequence: 1_000 + n, paidWithin, unpaid: [] },
  }
}

/** Kafka's loss is noticed by who has something under way; then everything is certain. */
const noticed = (server: Server) =>
  server !== 'Kafka'
    ? undefined
    : eventually('commands are put off', 40_000, async () => {
        const answer = await ask(app.url, 'POST', '/v1/films', {
          token: scene.seller.token(),
          body: { title: 'never' },
        })
        return answer.status === 503 ? true : undefined
      })

const tryAll = (fresh: Fresh): Promise<readonly (readonly [string, Cell])[]> =>
  Promise.all(
    abilities.map(async ({ name, attempt }) => {
      const began = performance.now()
      const cell = await attempt(scene, fresh)
      const ms = performance.now() - began
      return [name, ms < toldWithinMs ? cell : `fails: ${cell} after ${(ms / 1_000).toFixed(1)} s`] as const
    }),
  )

const allWorks = async (n: number) => {
  const cells = await tryAll(await freshFor(n))
  assert.deepEqual(
    cells.filter(([, cell]) => cell !== 'works'),
    [],
  )
}

test('with all servers there everything works', () => allWorks(0))

for (const [n, server] of servers.entries())
  test(`without ${server} nothing breaks, and it is well again once it is back`, async () => {
    const fresh = await freshFor(n + 1, server === 'payments' ? 2_000 : undefined)
    await takeable.takeAway(server)
    await noticed(server)
    const cells = await tryAll(fresh)
    await takeable.giveBack(server)
    for (const [name, cell] of cells) Object.assign(seen[name] ?? {}, { [server]: cell })
    const began = performance.now()
    await eventually(`ready again after ${server}`, backWithinMs, isReady)
    for (const { person, orderId } of fresh.unpaid) await orderIs(person, orderId, 'paid')
    console.log(`${server} back: well after ${((performance.now() - began) / 1_000).toFixed(1)} s`)
    assert.deepEqual(
      cells.filter(([, cell]) => cell.startsWith('fails')),
      [],
    )
  })

test('with all of them back everything works as before', () => allWorks(servers.length + 1))

test('docs/degradation.md says what was seen', () => {
  const found = documentOf(seen as Matrix)
  if (process.env.MATINEE_WRITE_DEGRADATION) writeFileSync(page, found)
  assert.equal(readFileSync(page, 'utf8'), found, 'the page says something else; its head tells how to write it anew')
})
