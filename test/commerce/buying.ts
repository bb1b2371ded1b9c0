// Viewers who buy every film once each: some ask twice, some never hear the answer and ask again under the same key.
import assert from 'node:assert/strict'
import { ApiProblem } from '../../start/client/api.ts'
import type { FilmInStore, Person } from '../given-film.ts'
import { orderOf } from '../given-film.ts'

/** How often each was done to a purchase. */
export type Bought = { orders: number; retries: number; lostReplies: number }

/** Every so many purchases. */
const [retried, unheard] = [5, 20]

/** A worker that stood still has heard no answer when it wakes up, and takes the provider for dead: asked again, then. */
const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.type !== 'payments-unavailable') throw error
    return patiently(ask)
  }
}

/** `card`: the provider's token. `each` is called with the number of purchases begun by then. */
export const buyAll = async (
  viewers: readonly Person[],
  films: readonly FilmInStore[],
  { orders, card }: Readonly<{ orders: number; card: string }>,
  each: (begun: number) => void,
): Promise<Bought> => {
  const done: Bought = { orders: 0, retries: 0, lostReplies: 0 }
  let begun = 0

  const buy = async (viewer: Person, film: FilmInStore, n: number): Promise<void> => {
    const body = orderOf(film, 'buy', card)
    const key = `${viewer.personId} ${film.filmId}`
    const order = () => patiently(() => viewer.call<{ orderId: string }>('POST', '/v1/orders', { body, key }))
    if (n % unheard === 1) {
      done.lostReplies++
      await gone(viewer, { body, key })
    }
    const asked = n % retried === 0 ? [order(), order()] : [order()]
    if (asked.length > 1) done.retries++
    const told = await Promise.all(asked)
    if (Math.random() < 0.5 && asked.length > 1) told.push(await order())
    assert.equal(new Set(told.map(({ orderId }) => orderId)).size, 1, 'one key is one order')
    done.orders++
  }

  await Promise.all(
    viewers.map(async (viewer) => {
      for (const film of films) {
        if (begun >= orders) return
        begun++
        const n = begun
        each(n)
        await buy(viewer, film, n).catch(async (error: unknown) => {
          if ((error as { status?: number }).status !== 401) throw error
          await viewer.logIn(viewer.login, viewer.password)
          await buy(viewer, film, n)
        })
      }
    }),
  )
  return done
}

/** Hangs up some milliseconds later: the server may have got all, part or nothing of it. */
const gone = (viewer: Person, { body, key }: Readonly<{ body: object; key: string }>): Promise<unknown> =>
  viewer
    .raw('/v1/orders', {
      ...{
        method: 'POST',
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(1 + Math.floor(Math.random() * 12)),
      },
      headers: {
        ...{ authorization: `Bearer ${viewer.token()}`, 'idempotency-key': key },
        'content-type': 'application/json',
      },
    })
    .then((answer) => answer.text())
    .catch(() => undefined)
