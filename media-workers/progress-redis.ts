// Live progress through Redis: the last word under a key for who comes later, every word on a channel for who listens.
import type { Cache } from '../platform/redis.ts'
import type { JobProgress } from './progress-teller.ts'

/** Key and channel of a film's progress; the value is JobProgress as JSON. */
export const progressKey = (filmId: string): string => `progress:${filmId}`

/** Long enough for a page that is opened again, short enough to forget a worker that died. */
const keptSeconds = 3600

export const publishProgressTo =
  (cache: Pick<Cache, 'set' | 'publish'>) =>
  async (progress: JobProgress): Promise<void> => {
    const [key, value] = [progressKey(progress.filmId), JSON.stringify(progress)]
    await cache.set(key, value, keptSeconds)
    await cache.publish(key, value)
  }
