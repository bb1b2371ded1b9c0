// From a seed to what happens in its world: how much of each fault, who wants what and when. fast-check draws it.
import fc from 'fast-check'

/** One viewer's wish: a film, bought or rented, with a card that behaves so; then it is played, given back, or both at once. */
export type Wish = Readonly<{ film: number; kind: 'BUY' | 'RENT'; card: Card; after: number; next: Afterwards }>
export type Afterwards = 'nothing' | 'play' | 'give back' | 'both'
export type Card = 'pm_success' | 'pm_slow' | 'pm_declined' | 'pm_action'

/** Beats of one playback: how many, of which film, how far behind the clock they arrive. */
export type Playback = Readonly<{ film: number; beats: number; every: number; behind: number; from: number }>

/** Chances are per message or per write; counts are per run; times in ms. */
export type Faults = Readonly<{
  crash: number
  crashAtWrite: number
  crashesMost: number
  lostRequest: number
  lostAnswer: number
  duplicate: number
  hang: number
  loseDisk: number
  oldDisk: number
  standby: number
  late: number
  stalls: number
  stops: number
  cuts: number
  outages: number
  slow: number
  skew: number
}>

export type Plan = Readonly<{
  /** of the scheduler and of every fault */
  dice: number
  partitions: number
  viewers: readonly (readonly Wish[])[]
  uploads: readonly number[]
  playbacks: readonly Playback[]
  faults: Faults
  /** a handler that throws at orders of this film until it is mended, ms after the start */
  broken: Readonly<{ film: number; until: number }> | null
  /** when a new version of the projections is begun, ms after the start */
  rebuildAt: number
}>

const chance = (most: number) =>
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 100 }).map((n) => (n / 100) * most),
  )
const count = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 1, max }))

const faults: fc.Arbitrary<Faults> = fc.record({
  crash: chance(0.02),
  crashAtWrite: chance(0.03),
  crashesMost: fc.integer({ min: 0, max: 6 }),
  lostRequest: chance(0.04),
  lostAnswer: chance(0.06),
  duplicate: chance(0.08),
  hang: chance(0.02),
  loseDisk: chance(0.8),
  oldDisk: chance(0.8),
  standby: count(1),
  late: chance(0.006),
  stalls: count(2),
  stops: count(2),
  cuts: count(2),
  outages: count(2),
  slow: count(2),
  skew: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 45_000 })),
})

const wish: fc.Arbitrary<Wish> = fc.record({
  film: fc.integer({ min: 0, max: 2 }),
  kind: fc.constantFrom('BUY' as const, 'RENT' as const),
  card: fc.constantFrom<Card>('pm_success', 'pm_success', 'pm_slow', 'pm_declined', 'pm_action'),
  after: fc.integer({ min: 0, max: 8_000 }),
  next: fc.constantFrom<Afterwards>('nothing', 'nothing', 'play', 'give back', 'both'),
})

const playback: fc.Arbitrary<Playback> = fc.record({
  film: fc.integer({ min: 0, max: 1 }),
  beats: fc.integer({ min: 1, max: 8 }),
  every: fc.integer({ min: 500, max: 6_000 }),
  behind: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
  from: fc.integer({ min: 0, max: 10_000 }),
})

export const plans: fc.Arbitrary<Plan> = fc.record({
  dice: fc.integer(),
  partitions: fc.integer({ min: 1, max: 2 }),
  viewers: fc.array(fc.array(wish, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  uploads: fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 2 }),
  playbacks: fc.array(playback, { minLength: 1, maxLength: 4 }),
  faults,
  broken: fc.option(
    fc.record({ film: fc.integer({ min: 0, max: 2 }), until: fc.integer({ min: 5_000, max: 30_000 }) }),
  ),
  rebuildAt: fc.integer({ min: 1_000, max: 20_000 }),
})

/** The same seed is the same plan for as long as this file stands. */
export const planOf = (seed: number): Plan => fc.sample(plans, { seed, numRuns: 1 })[0] as Plan
