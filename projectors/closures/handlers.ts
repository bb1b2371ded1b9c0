// The feed for edge: playback sessions that were closed, films taken down and put back.
import { defineProjection } from '../../runtime/index.ts'

export type ClosureRow = Readonly<{
  playbackId: string | null
  filmId: string | null
  closed: boolean
  /** ms since 1970: no token of the playback lives longer; null for films */
  expiresAt: number | null
}>

const film = (filmId: string, closed: boolean): ClosureRow => ({ playbackId: null, filmId, closed, expiresAt: null })

export const closures = defineProjection<ClosureRow>()({
  name: 'closures',
  version: 1,
  key: (event) => ('playbackId' in event ? `playback:${event.playbackId}` : `film:${event.filmId}`),
  on: {
    PlaybackGranted: (_, { playbackId, expiresAt }) => ({ playbackId, filmId: null, closed: false, expiresAt }),
    PlaybackClosed: (row) => row && { ...row, closed: true },
    FilmTakenDown: (_, { filmId }) => film(filmId, true),
    FilmPutBack: (_, { filmId }) => film(filmId, false),
  },
})

/** A day after its last token has ended nobody asks for it any more. */
export const keep = { column: 'expires_at', days: 1 }
