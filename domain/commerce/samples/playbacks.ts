// Playbacks, and the clocks that they start.
import type { CommerceCommand, CommerceEvent, StartPlayback } from '../../../schemas/generated/types/commerce.ts'
import { ids, minute } from './orders.ts'

const { viewerId, filmId } = ids

export const play = (now: number, part: Partial<StartPlayback> = {}): StartPlayback => ({
  type: 'StartPlayback',
  now,
  viewerId,
  filmId,
  playbackId: 'playback',
  sessionId: 'session',
  jobId: 'job',
  durationMs: minute(90),
  tokenLife: minute(150),
  available: true,
  seatId: null,
  device: null,
  playing: [],
  mostAtOnce: 3,
  mostPerRental: 1,
  planIds: [],
  ...part,
})
export const granted = (
  at: number,
  orderId: string,
  expiresAt: number,
  playbackId = 'playback',
  seatId: string | null = null,
): CommerceEvent => ({
  type: 'PlaybackGranted',
  at,
  viewerId,
  filmId,
  playbackId,
  sessionId: 'session',
  orderId,
  jobId: 'job',
  expiresAt,
  seatId,
  ...{ device: null, quality: null },
})
export const started = (at: number, endsAt: number, orderId = 'rented'): CommerceEvent => ({
  type: 'RentalStarted',
  at,
  viewerId,
  orderId,
  filmId,
  endsAt,
})

export const close = (now: number, playbackId = 'playback'): CommerceCommand => ({
  type: 'ClosePlayback',
  now,
  viewerId,
  playbackId,
  reason: 'VIEWER',
})
export const closed = (at: number, playbackId = 'playback'): CommerceEvent => ({
  type: 'PlaybackClosed',
  at,
  viewerId,
  filmId,
  playbackId,
  reason: 'VIEWER',
})
