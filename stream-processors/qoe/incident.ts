// When a film plays significantly worse than it did: opens and closes incidents. Pure; time is the events' own.
import { binomialTail } from './binomial.ts'

/** Ten seconds of one film: `trials` are attempts to start and failures later on, `failures` are of these. */
export type Bucket = Readonly<{ start: number; trials: number; failures: number }>

export type Watch = Readonly<{
  /** of the last hour, oldest first, none empty */
  buckets: readonly Bucket[]
  open: Readonly<{ incidentId: string; baselineRate: number }> | null
}>

export type Verdict =
  | { kind: 'none' }
  | { kind: 'opened'; plays: number; failures: number; baselineRate: number; pValue: number }
  | { kind: 'closed' }

const bucketMs = 10_000
const windowMs = 120_000
const hourMs = 3_600_000
const minPlays = 20
const significance = 0.001
/** Closing needs less than opening needed, so that an incident does not flap at the border. */
const quiet = 0.05

export const emptyWatch: Watch = { buckets: [], open: null }

export const observe = (watch: Watch, at: number, failed: boolean): Watch => {
  const start = Math.floor(at / bucketMs) * bucketMs
  const before = watch.buckets.find((b) => b.start === start) ?? { start, trials: 0, failures: 0 }
  const bucket = { start, trials: before.trials + 1, failures: before.failures + (failed ? 1 : 0) }
  const rest = watch.buckets.filter((b) => b.start !== start)
  return { ...watch, buckets: [...rest, bucket].sort((a, b) => a.start - b.start) }
}

const sum = (buckets: readonly Bucket[]) =>
  buckets.reduce((s, b) => ({ trials: s.trials + b.trials, failures: s.failures + b.failures }), {
    trials: 0,
    failures: 0,
  })

/** Jeffreys' estimate: half a failure in one play more than were seen, so that a new film has a rate too. */
const smoothed = (s: { trials: number; failures: number }) => (s.failures + 0.5) / (s.trials + 1)

/**
 * What the last two minutes up to `now` (ms since 1970) say. Opens when of at least 20 plays more failed than the
 * rate of the film's last hour before these explains (binomial, p < 0.001); closes when they no longer do, or when
 * nobody plays it any more.
 */
export const judge = (watch: Watch, now: number): Verdict => {
  const recent = sum(watch.buckets.filter((b) => b.start > now - windowMs && b.start <= now))
  if (watch.open) {
    if (recent.trials === 0) return { kind: 'closed' }
    const p = binomialTail(recent.failures, recent.trials, watch.open.baselineRate)
    return recent.trials >= minPlays && p > quiet ? { kind: 'closed' } : { kind: 'none' }
  }
  if (recent.trials < minPlays) return { kind: 'none' }
  const baselineRate = smoothed(
    sum(watch.buckets.filter((b) => b.start <= now - windowMs && b.start > now - windowMs - hourMs)),
  )
  const pValue = binomialTail(recent.failures, recent.trials, baselineRate)
  if (pValue >= significance) return { kind: 'none' }
  return { kind: 'opened', plays: recent.trials, failures: recent.failures, baselineRate, pValue }
}

/** Forgets what no later judgement looks at. */
export const forget = (watch: Watch, now: number): Watch => ({
  ...watch,
  buckets: watch.buckets.filter((b) => b.start > now - windowMs - hourMs),
})
