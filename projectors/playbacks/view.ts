// What command-api may ask of playback sessions.
import type { ReadStore } from '../../platform/postgres.ts'

/** Times in ms since 1970; `closedAt` null while it is open. */
export type PlaybackSession = Readonly<{
  playbackId: string
  viewerId: string
  filmId: string
  sessionId: string
  orderId: string
  jobId: string
  grantedAt: number
  expiresAt: number
  closedAt: number | null
  /** tv, computer, tablet, phone; null: not told */
  device: string | null
}>

/** The caller checks that it is the viewer's own. */
export const playbackById = async (store: ReadStore, playbackId: string): Promise<PlaybackSession | undefined> =>
  (
    await store.rows<PlaybackSession>`
      select playback_id, viewer_id, film_id, session_id, order_id, job_id, granted_at, expires_at, closed_at,
        device
      from playbacks where playback_id = ${playbackId}`
  )[0]

/** Those that a log-out has to close: at most 1,000 of one log-in. */
export const openPlaybacksOfSession = (
  store: ReadStore,
  sessionId: string,
  now: number,
): Promise<readonly Pick<PlaybackSession, 'playbackId' | 'viewerId' | 'filmId'>[]> =>
  store.rows`
    select playback_id, viewer_id, film_id from playbacks
    where session_id = ${sessionId} and closed_at is null and expires_at > ${new Date(now)}
    order by expires_at desc limit 1000`

/** What plays, or may: times in ms since 1970. */
export type OpenPlayback = Readonly<{
  playbackId: string
  filmId: string
  /** as it is called now */
  title: string
  device: string | null
  grantedAt: number
}>

/** Newest first, at most 100: more than may play at once are old ones that nobody closed. */
export const openPlaybacksOf = (store: ReadStore, viewerId: string, now: number): Promise<readonly OpenPlayback[]> =>
  store.rows`
    select playback_id, film_id, coalesce(title, '') as title, device, granted_at
    from playbacks left join films using (film_id)
    where viewer_id = ${viewerId} and closed_at is null and expires_at > ${new Date(now)}
    order by granted_at desc limit 100`
