// What edge is told: closed playbacks, and films that were taken down.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { closures } from './handlers.ts'

const granted = {
  type: 'PlaybackGranted',
  at: 1,
  viewerId: 'viewer',
  filmId: 'film',
  playbackId: 'p',
  sessionId: 's',
  orderId: 'o',
  jobId: 'j',
  expiresAt: 99,
  seatId: null,
  ...{ device: null, quality: null },
} as const
const closed = {
  type: 'PlaybackClosed',
  at: 2,
  viewerId: 'viewer',
  filmId: 'film',
  playbackId: 'p',
  reason: 'VIEWER',
} as const
const film = { playbackId: null, filmId: 'film', expiresAt: null }
const spec = projectionSpec(closures)

test('a playback that is closed stays closed until its token has ended', () =>
  spec.given(granted, closed).then({ 'playback:p': { playbackId: 'p', filmId: null, closed: true, expiresAt: 99 } }))

test('a film that is put back is told as open', () =>
  spec
    .given(
      { type: 'FilmTakenDown', at: 1, filmId: 'film', operatorId: 'op', reason: 'rights' },
      { type: 'FilmPutBack', at: 2, filmId: 'film', operatorId: 'op', reason: 'cleared' },
    )
    .then({ 'film:film': { ...film, closed: false } }))
