// A refund and the first play exclude each other. `npm run proof -- refund-race`: 1,000 times.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { loggedIn } from '../start/demo/people.ts'
import { appProcess } from './app.ts'
import { filmInStore } from './given-film.ts'
import { raceRefunds } from './refund-race.ts'

const races = Number(process.env.MATINEE_PROOF_RACES ?? 60)
const app = await appProcess({ name: 'refund-race', env: {} })
after(() => app.stop())

test('giving back against playing: one of both wins, and both orders occur', { timeout: 1_800_000 }, async () => {
  const { url, people } = app
  const [seller, operator] = [await loggedIn(url, people.seller), await loggedIn(url, people.operator)]
  const film = await filmInStore(seller, 'Given back or played', 4)
  const result = await raceRefunds({ url, operator, film }, { races, viewers: 6 })
  console.log(JSON.stringify(result))
  assert.ok(result.races >= races)
  assert.ok(Math.min(result.refunds, result.plays) >= races / 10, JSON.stringify(result))
})
