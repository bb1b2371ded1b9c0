// A playback session: granted, perhaps closed.
import { defineProjection } from '../../runtime/index.ts'
import type { PlaybackClosed } from '../../schemas/generated/types/commerce.ts'

export type PlaybackRow = Readonly<{
  viewerId: string
  filmId: string
  /** the log-in that it ends with */
  sessionId: string
  orderId: string
  jobId: string
  grantedAt: number
  expiresAt: number
  closedAt: number | null
  closedFor: PlaybackClosed['reason'] | null
  device: string | null
}>

export const playbacks = defineProjection<PlaybackRow>()({
  name: 'playbacks',
  version: 2,
  key: (event) => event.playbackId,
  on: {
    PlaybackGranted: (_, { at, viewerId, filmId, sessionId, orderId, jobId, expiresAt, device }) => ({
      viewerId,
      filmId,
      sessionId,
      orderId,
      jobId,
      grantedAt: at,
      expiresAt,
      closedAt: null,
      closedFor: null,
      device,
    }),
    PlaybackClosed: (row, { at, reason }) => row && { ...row, closedAt: at, closedFor: reason },
  },
})
