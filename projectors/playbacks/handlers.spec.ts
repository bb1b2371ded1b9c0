// Playback sessions as rows.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { playbacks } from './handlers.ts'

const ids = { viewerId: 'viewer', filmId: 'film' }
const session = { sessionId: 's', orderId: 'o', jobId: 'j', expiresAt: 99 }

test('a playback is open from its grant until it is closed', () =>
  projectionSpec(playbacks)
    .given(
      {
        type: 'PlaybackGranted',
        at: 1,
        ...ids,
        playbackId: 'p',
        ...session,
        seatId: null,
        device: 'tv',
        quality: null,
      },
      {
        type: 'PlaybackGranted',
        at: 2,
        ...ids,
        playbackId: 'q',
        ...session,
        seatId: null,
        device: null,
        quality: null,
      },
      { type: 'PlaybackClosed', at: 3, ...ids, playbackId: 'p', reason: 'SIGNED_OUT' },
    )
    .then({
      p: { ...ids, ...session, grantedAt: 1, closedAt: 3, closedFor: 'SIGNED_OUT', device: 'tv' },
      q: { ...ids, ...session, grantedAt: 2, closedAt: null, closedFor: null, device: null },
    }))
