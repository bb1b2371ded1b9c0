// Watching: which grant lets a film play, when a rental's clock starts, and the playback session that comes of it.
import type {
  ClosePlayback,
  CommerceEvent,
  PlaybackClosed,
  StartPlayback,
} from '../../schemas/generated/types/commerce.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import { type Grant, type Library, liveGrants, openOrders, type Playback, returningGrants } from './library.ts'
import { accessStatus, endOfRental, leaseFor, mostLines, playbackExpiry } from './rules.ts'
import { playsUntil } from './subscription.ts'

/** The same playbackId again prolongs that playback, unless it was closed. What plays in the same seat makes room for it. */
export const startPlayback = (command: StartPlayback, library: Library): Decision<CommerceEvent> => {
  const { now, viewerId, filmId, playbackId, sessionId, jobId, tokenLife, available, seatId, device } = command
  if (!available) return refuse('film-unavailable', 'This film cannot be played at the moment.')

  const open = library.playbacks.find((playback) => playback.playbackId === playbackId)
  if (open?.closed) return refuse('playback-closed', 'This playback was closed; start a new one.')
  if (open && open.filmId !== filmId) return refuse('conflict', 'This playback is of another film.')

  const grant = bestGrant([...liveGrants(library, filmId, now), ...planGrants(library, command)], now)
  if (!grant) return nothingLive(library, filmId, now)

  const { orderId, quality } = grant
  const fault = open && isPlaying(open, command) ? undefined : faultOfStreams(command, grant, library)
  if (fault) return fault
  const seat = library.playbacks.filter((one) => seatId !== null && one.seatId === seatId && !one.closed)
  const left = seat.filter((one) => one.playbackId !== playbackId)
  const endsAt = endOf(grant, now)
  const expiresAt = playbackExpiry(now, tokenLife, endsAt)
  // Prolonged, it keeps its seat.
  const granted = { playbackId, sessionId, orderId, jobId, expiresAt, seatId: seatId ?? open?.seatId ?? null }
  return [
    ...left.map((one) => closed(one, command, 'VIEWER')),
    ...(grant.kind === 'RENT' && endsAt !== null && grant.endsAt === null
      ? [{ type: 'RentalStarted', at: now, viewerId, orderId, filmId, endsAt } as const]
      : []),
    { type: 'PlaybackGranted', at: now, viewerId, filmId, ...granted, device, quality },
  ]
}

const endOf = (grant: Grant | PlanGrant, now: number): number | null => {
  if (grant.kind === 'BUY') return null
  return grant.kind === 'PLAN' ? grant.endsAt : (grant.endsAt ?? endOfRental(grant.watchWithin, now))
}

/** Granted a moment ago, or told of itself since: whoever asks has looked, and what was granted since then is known here. */
const isPlaying = (playback: Playback, { now, playing }: StartPlayback): boolean =>
  !playback.closed &&
  now < playback.expiresAt &&
  (now < playback.grantedAt + leaseFor || playing.includes(playback.playbackId))

const faultOfStreams = (command: StartPlayback, grant: Grant | PlanGrant, library: Library): Refusal | undefined => {
  const { playbackId, seatId, mostAtOnce, mostPerRental } = command
  const others = library.playbacks.filter(
    (one) => one.playbackId !== playbackId && (seatId === null || one.seatId !== seatId) && isPlaying(one, command),
  )
  if (others.length >= mostAtOnce) return refuse('stream-limit', `At most ${mostAtOnce} may play at once.`)
  const byGrant = others.filter(({ orderId }) => orderId === grant.orderId)
  return grant.kind === 'RENT' && byGrant.length >= mostPerRental
    ? refuse(
        'stream-limit',
        `A rental plays on ${mostPerRental === 1 ? 'one device' : `${mostPerRental} devices`} at once.`,
      )
    : undefined
}

const nothingLive = (library: Library, filmId: string, now: number): Refusal => {
  const [early] = liveGrants(library, filmId, now)
  if (early?.kind === 'BUY' && early.availableFrom !== null)
    return refuse('not-released', `It opens at ${new Date(early.availableFrom).toISOString()}; it is yours then.`)
  if (openOrders(library, filmId).length > 0)
    return refuse('payment-pending', 'The payment for this film has not arrived yet.')
  if (returningGrants(library, filmId).length > 0)
    return refuse('refund-pending', 'This film is being given back; it does not play meanwhile.')
  return refuse('not-entitled', 'Rent or buy this film to watch it.')
}

/** By a subscription: it plays as long as that does. */
type PlanGrant = Readonly<{ kind: 'PLAN'; orderId: string; endsAt: number; quality: null }>

const planGrants = ({ subscriptions }: Library, { now, planIds }: StartPlayback): readonly PlanGrant[] =>
  subscriptions.flatMap((one) => {
    const { subscriptionId: orderId, planId } = one
    const endsAt = playsUntil(one)
    return now < endsAt && planIds.includes(planId) ? [{ kind: 'PLAN', orderId, endsAt, quality: null }] : []
  })

/**
 * No clock is started that need not be: what is owned or runs goes before what a plan gives, and that before what waits. Of
 * what is owned or runs the better picture goes first.
 */
const bestGrant = (grants: readonly (Grant | PlanGrant)[], now: number): Grant | PlanGrant | undefined => {
  const order = ['live', 'plan', 'waiting']
  const rank = (grant: Grant | PlanGrant) => {
    if (grant.kind === 'PLAN') return order.indexOf('plan')
    return order.indexOf(accessStatus(grant, now) === 'waiting' ? 'waiting' : 'live')
  }
  const lines = ({ quality }: Grant | PlanGrant) => Math.min(mostLines(quality), mostLines('UHD'))
  const owned = ({ kind }: Grant | PlanGrant) => (kind === 'BUY' ? 1 : 0)
  return grants
    .filter((grant) => grant.kind === 'PLAN' || accessStatus(grant, now) !== 'preordered')
    .sort((a, b) => rank(a) - rank(b) || lines(b) - lines(a) || owned(b) - owned(a))[0]
}

/** Closing what is closed, or what has ended by itself and was forgotten, is nothing. */
export const closePlayback = (command: ClosePlayback, library: Library): Decision<CommerceEvent> => {
  const playback = library.playbacks.find((one) => one.playbackId === command.playbackId)
  return playback && !playback.closed ? [closed(playback, command, command.reason)] : []
}

/** The event that ends it, as what follows from a command. */
export const closed = (
  { filmId, playbackId }: Playback,
  { now, viewerId }: Readonly<{ now: number; viewerId: string }>,
  reason: PlaybackClosed['reason'],
): PlaybackClosed => ({ type: 'PlaybackClosed', at: now, viewerId, filmId, playbackId, reason })

/** What plays by this order or subscription is closed. */
export const closedOf = (
  orderId: string,
  { playbacks }: Library,
  command: Readonly<{ now: number; viewerId: string }>,
  reason: PlaybackClosed['reason'],
): readonly PlaybackClosed[] =>
  playbacks
    .filter((one) => one.orderId === orderId && !one.closed && command.now < one.expiresAt)
    .map((one) => closed(one, command, reason))
