// Watching: which grant lets a film play, when a rental's clock starts, and the playback session that comes of it.
import type { ClosePlayback, CommerceEvent, StartPlayback } from '../../schemas/generated/types/commerce.ts'
import { type Decision, type Refusal, refuse } from '../decision.ts'
import { type Grant, type Library, liveGrants, openOrders, returningGrants } from './library.ts'
import { accessStatus, endOfRental, playbackExpiry } from './rules.ts'

/** The same playbackId again prolongs that playback, unless it was closed. */
export const startPlayback = (command: StartPlayback, library: Library): Decision<CommerceEvent> => {
  const { now, viewerId, filmId, playbackId, sessionId, jobId, tokenLife, available } = command
  if (!available) return refuse('film-unavailable', 'This film cannot be played at the moment.')

  const open = library.playbacks.find((playback) => playback.playbackId === playbackId)
  if (open?.closed) return refuse('playback-closed', 'This playback was closed; start a new one.')
  if (open && open.filmId !== filmId) return refuse('conflict', 'This playback is of another film.')

  const grant = bestGrant(liveGrants(library, filmId, now), now)
  if (!grant) return nothingLive(library, filmId)

  const { orderId } = grant
  const endsAt = grant.kind === 'BUY' ? null : (grant.endsAt ?? endOfRental(grant.watchWithin, now))
  const expiresAt = playbackExpiry(now, tokenLife, endsAt)
  const granted = { playbackId, sessionId, orderId, jobId, expiresAt }
  return [
    ...(grant.kind === 'RENT' && endsAt !== null && grant.endsAt === null
      ? [{ type: 'RentalStarted', at: now, viewerId, orderId, filmId, endsAt } as const]
      : []),
    { type: 'PlaybackGranted', at: now, viewerId, filmId, ...granted },
  ]
}

const nothingLive = (library: Library, filmId: string): Refusal => {
  if (openOrders(library, filmId).length > 0)
    return refuse('payment-pending', 'The payment for this film has not arrived yet.')
  if (returningGrants(library, filmId).length > 0)
    return refuse('refund-pending', 'This film is being given back; it does not play meanwhile.')
  return refuse('not-entitled', 'Rent or buy this film to watch it.')
}

/** No clock is started that need not be: what is owned goes before what runs, and that before what waits. */
const bestGrant = (grants: readonly Grant[], now: number): Grant | undefined => {
  const order = ['owned', 'running', 'waiting']
  const rank = (grant: Grant) => order.indexOf(accessStatus(grant, now))
  return [...grants].sort((a, b) => rank(a) - rank(b))[0]
}

/** Closing what is closed, or what has ended by itself and was forgotten, is nothing. */
export const closePlayback = (
  { now, viewerId, playbackId, reason }: ClosePlayback,
  library: Library,
): Decision<CommerceEvent> => {
  const playback = library.playbacks.find((one) => one.playbackId === playbackId)
  if (!playback || playback.closed) return []
  return [{ type: 'PlaybackClosed', at: now, viewerId, filmId: playback.filmId, playbackId, reason }]
}
