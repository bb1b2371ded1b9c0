// Keeps a number of calls under way and tells rate and latency.
import { median } from './pairs.ts'

/** `rate` in calls/s, `p50` in ms. */
export type Measured = Readonly<{ rate: number; p50: number }>

export const inFlight = async (
  width: number,
  count: number,
  call: (i: number) => Promise<unknown>,
): Promise<Measured> => {
  const latencies: number[] = []
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) {
        const i = next++
        const at = performance.now()
        await call(i)
        latencies.push(performance.now() - at)
      }
    }),
  )
  return { rate: (latencies.length / (performance.now() - started)) * 1_000, p50: median(latencies) }
}
