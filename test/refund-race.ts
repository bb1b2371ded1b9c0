// Giving a film back against playing it for the first time: two processes, over HTTP, let go at the same moment.
import assert from 'node:assert/strict'
import type { Api } from '../start/client/api.ts'
import { type FilmInStore, libraryHas, newPerson, type Order, orderIs, orderOf, type Person } from './given-film.ts'
import { racer } from './racer.ts'

export type RaceResult = Readonly<{ races: number; refunds: number; plays: number }>

/** ms that they are given to be ready for the start */
const notice = 25
/** ms by which the start of either may be off */
const jitter = 15
/** ms that whoever lost starts earlier in the races after: on any machine both come first often */
const handicap = 3

/** Exactly one of each pair must win; so many viewers race at once, each race by an order of its own. */
export const raceRefunds = async (
  { url, operator, film }: Readonly<{ url: string; operator: Api; film: FilmInStore }>,
  { races, viewers }: Readonly<{ races: number; viewers: number }>,
): Promise<RaceResult> => {
  const [refunding, playing] = [await racer(), await racer()]
  const { filmId } = film
  let begun = 0
  const won = { refunds: 0, plays: 0 }
  /** ms by which the refund starts later than the play, which asks views before it becomes a command */
  let lead = 10

  const race = async (viewer: Person): Promise<void> => {
    const n = begun++
    const { orderId } = await viewer.post<Order>('/v1/orders', orderOf(film, 'buy'))
    await orderIs(viewer, orderId, 'paid')
    const at = Date.now() + notice
    const common = { race: n, url, token: viewer.token() ?? '' }
    const first = lead + (2 * Math.random() - 1) * jitter
    const [refund, play] = await Promise.all([
      refunding.run({ ...common, path: `/v1/orders/${orderId}/refund`, at: at + Math.max(0, first) }),
      playing.run({ ...common, path: '/v1/playbacks', body: { filmId }, at: at + Math.max(0, -first) }),
    ])
    const said = JSON.stringify({ refund, play })
    if (refund.status === 201) {
      assert.match(play.type, /refund-pending|not-entitled/, said)
      won.refunds++
      lead += handicap
    } else {
      assert.deepEqual([play.status, refund.type], [201, '/problems/already-played'], said)
      won.plays++
      lead -= handicap
      // So that it can be bought again.
      await operator.post(`/v1/operator/orders/${orderId}/refunds`, { reason: 'goodwill' })
    }
    await orderIs(viewer, orderId, 'refunded')
    await libraryHas(viewer, 0)
  }

  try {
    const people = await Promise.all(Array.from({ length: viewers }, () => newPerson(url, 'viewer')))
    await Promise.all(
      people.map(async (viewer) => {
        while (begun < races) await race(viewer)
      }),
    )
    return { races: won.refunds + won.plays, ...won }
  } finally {
    await Promise.all([refunding.close(), playing.close()])
  }
}
