// What commands must know before they are sent, read from the projectors' views no older than what this room has seen.
import type { Postgres } from '../../platform/postgres.ts'
import { type ViewPositions, viewPositions } from '../../platform/postgres-positions.ts'
import { problem } from '../../platform/problems.ts'
import { type DeadLetter, deadLetterById } from '../../projectors/dead-letters/view.ts'
import { type Film, filmForCommands } from '../../projectors/films/view.ts'
import { libraryOf } from '../../projectors/library/view.ts'
import { type Order, orderById, orderOfPayment } from '../../projectors/orders/view.ts'
import { countryOf } from '../../projectors/people/view.ts'
import { type Plan, planById, plansWithFilm } from '../../projectors/plans/view.ts'
import {
  type OpenPlayback,
  openPlaybacksOf,
  openPlaybacksOfSession,
  type PlaybackSession,
  playbackById,
} from '../../projectors/playbacks/view.ts'
import { type SellerAccount, sellerForCommands } from '../../projectors/sellers/view.ts'
import { type Subscription, subscriptionOf } from '../../projectors/subscriptions/view.ts'
import { partitionOf } from '../../runtime/index.ts'

export type { Film, OpenPlayback, Order, Plan, PlaybackSession, Subscription }

/** Each waits until its view has read what this room's tail has read of the key; throws `unavailable` when it stays behind. */
export type Views = Readonly<{
  film(filmId: string): Promise<Film | undefined>
  order(viewerId: string, orderId: string): Promise<Order | undefined>
  /** without waiting: whoever asks has seen it; what is told of it is decided by its viewer's partition */
  anyOrder(orderId: string): Promise<Order | undefined>
  /** without waiting; by the provider's id of the payment */
  orderOfPayment(paymentId: string): Promise<Readonly<{ viewerId: string; orderId: string }> | undefined>
  playback(viewerId: string, playbackId: string): Promise<PlaybackSession | undefined>
  /** without waiting: for play events, which change nothing of it */
  knownPlayback(playbackId: string): Promise<PlaybackSession | undefined>
  openPlaybacks(
    viewerId: string,
    sessionId: string,
    now: number,
  ): Promise<readonly Pick<PlaybackSession, 'playbackId'>[]>
  /**
   * All that are not closed, of whichever log-in. Only `fresh` waits: what the view has not read yet is younger than a
   * lease, and the decider knows it.
   */
  allOpenPlaybacks(viewerId: string, now: number, fresh: boolean): Promise<readonly OpenPlayback[]>
  /** as the payment provider knows them; undefined: not applied */
  seller(sellerId: string): Promise<SellerAccount | undefined>
  /** where a person says that they live; undefined: not said */
  country(personId: string): Promise<string | undefined>
  /** without waiting: what is told late is refused by its consumer */
  deadLetter(letterId: string): Promise<DeadLetter | undefined>
  plan(planId: string): Promise<Plan | undefined>
  /** that contain the film, retired ones too */
  plansWithFilm(filmId: string): Promise<readonly string[]>
  /** the newest of a viewer */
  subscription(viewerId: string): Promise<Subscription | undefined>
  /** ms since 1970; null when it is owned or was not started */
  rentalEnd(viewerId: string, orderId: string): Promise<number | null>
}>

const patience = 2_000

/** `seen`: offset of the last record that the tail has read, -1 for none. */
export const postgresViews = (
  postgres: Postgres,
  seen: (topic: string, partition: number) => bigint,
  partitions: number,
): Views => {
  const positions: ViewPositions = viewPositions(postgres)
  const upToDate = async (view: string, topic: string, key: string): Promise<void> => {
    const partition = partitionOf(key, partitions)
    const wanted = [{ topic, partition, offset: seen(topic, partition) }]
    if (!(await positions.reached([view], wanted, patience)))
      throw problem('unavailable', `The view of ${view} is behind.`, { retryAfter: 2 })
  }

  return {
    film: async (filmId) => {
      await upToDate('films', 'catalogue', filmId)
      return filmForCommands(postgres, filmId)
    },
    order: async (viewerId, orderId) => {
      await upToDate('orders', 'commerce', viewerId)
      const order = await orderById(postgres, orderId)
      return order?.viewerId === viewerId ? order : undefined
    },
    anyOrder: (orderId) => orderById(postgres, orderId),
    orderOfPayment: (paymentId) => orderOfPayment(postgres, paymentId),
    playback: async (viewerId, playbackId) => {
      await upToDate('playbacks', 'commerce', viewerId)
      const playback = await playbackById(postgres, playbackId)
      return playback?.viewerId === viewerId ? playback : undefined
    },
    country: async (personId) => {
      await upToDate('people', 'identity', personId)
      return countryOf(postgres, personId)
    },
    seller: async (sellerId) => {
      await upToDate('sellers', 'sellers', sellerId)
      return sellerForCommands(postgres, sellerId)
    },
    deadLetter: (letterId) => deadLetterById(postgres, letterId),
    knownPlayback: (playbackId) => playbackById(postgres, playbackId),
    openPlaybacks: async (viewerId, sessionId, now) => {
      await upToDate('playbacks', 'commerce', viewerId)
      return openPlaybacksOfSession(postgres, sessionId, now)
    },
    allOpenPlaybacks: async (viewerId, now, fresh) => {
      if (fresh) await upToDate('playbacks', 'commerce', viewerId)
      return openPlaybacksOf(postgres, viewerId, now)
    },
    plan: async (planId) => {
      await upToDate('plans', 'plans', planId)
      return planById(postgres, planId)
    },
    plansWithFilm: async (filmId) => {
      await upToDate('film_plans', 'catalogue', filmId)
      return plansWithFilm(postgres, filmId)
    },
    subscription: async (viewerId) => {
      await upToDate('subscriptions', 'commerce', viewerId)
      return subscriptionOf(postgres, viewerId)
    },
    rentalEnd: async (viewerId, orderId) => {
      await upToDate('library', 'commerce', viewerId)
      const library = await libraryOf(postgres, viewerId, { now: Date.now(), limit: 1_000 })
      return library.find((one) => one.orderId === orderId)?.endsAt ?? null
    },
  }
}
