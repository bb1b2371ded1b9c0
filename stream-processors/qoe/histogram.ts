// Start-up times of a minute in buckets 5 % wide: small enough to keep, exact enough to compare.

/** Bucket to count; the bucket's number is a power of 1.05 ms. */
export type Histogram = Readonly<Record<number, number>>

const base = Math.log(1.05)
const bucketOf = (ms: number) => Math.round(Math.log(Math.max(1, ms)) / base)

export const withValue = (histogram: Histogram, ms: number): Histogram => {
  const bucket = bucketOf(ms)
  return { ...histogram, [bucket]: (histogram[bucket] ?? 0) + 1 }
}

/** The value below which the share `q` of all values lies, in whole ms, right to 2.5 %; null when there are none. */
export const quantile = (histogram: Histogram, q: number): number | null => {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => a - b)
  const total = buckets.reduce((sum, [, count]) => sum + count, 0)
  let left = Math.max(1, Math.ceil(total * q))
  for (const [bucket, count] of buckets) {
    left -= count
    if (left <= 0) return Math.round(Math.exp(bucket * base))
  }
  return null
}
