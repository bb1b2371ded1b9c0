// How much one playback may tell: a bucket of tokens for each, forgotten when it is full again.

const mostBuckets = 50_000
/** A player that was away tells what it kept. */
const burstSeconds = 30

type Bucket = { tokens: number; at: number }

/** True when `count` more fit; `rate` per second on average, 0 for no bound. `now` in ms. */
export const perSecond = (rate: number) => {
  const buckets = new Map<string, Bucket>()
  const burst = rate * burstSeconds
  return (key: string, count: number, now: number = Date.now()): boolean => {
    if (rate === 0) return true
    const bucket = buckets.get(key) ?? { tokens: burst, at: now }
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate)
    const fits = tokens >= count
    buckets.delete(key)
    buckets.set(key, { tokens: fits ? tokens - count : tokens, at: now })
    const oldest = buckets.keys().next()
    if (buckets.size > mostBuckets && !oldest.done) buckets.delete(oldest.value)
    return fits
  }
}
