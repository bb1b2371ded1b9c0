// The long proofs: the same code as the short forms in `npm test`, with more of everything.

/** `args` are for the pinned Node, `env` says how long it is; `minutes` is about what it takes on 2 cores. */
export type Proof = Readonly<{
  name: string
  about: string
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  minutes: number
}>

export const proofs: readonly Proof[] = [
  {
    name: 'under-fire',
    about: 'forced takeovers of deciders on the real log, with an independent checker',
    args: ['test/run.ts', 'runtime/deciders/room.kafka.int.spec.ts'],
    minutes: 3,
  },
  {
    name: 'simulation',
    about: '50,000 seeds of the simulated world, each with everything judged',
    args: ['test/simulation/main.ts', '--seeds', '1-50000'],
    minutes: 40,
  },
  {
    name: 'broker-kills',
    about: 'the broker killed 12 times under 24 transactional producers: nothing hangs, nothing is lost',
    args: ['test/run.ts', 'test/gate/broker-kills.int.spec.ts'],
    env: { MATINEE_PROOF_KILLS: '12' },
    minutes: 5,
  },
  {
    name: 'three-brokers',
    about: 'each of three brokers killed under load, then two at once: acknowledged is present exactly once',
    args: ['--test', 'test/gate/three-brokers.int.spec.ts'],
    env: { MATINEE_PROOF_EACH_BROKER: '1' },
    minutes: 3,
  },
  {
    name: 'refund-race',
    about: 'giving back against the first play: 1,000 races of two processes over HTTP, exactly one wins each',
    args: ['test/run.ts', 'test/refund-race.int.spec.ts'],
    env: { MATINEE_PROOF_RACES: '1000' },
    minutes: 8,
  },
  {
    name: 'renewal-race',
    about: 'cancelling against the provider renewing: 1,000 races over HTTP, charged is what plays',
    args: ['test/run.ts', 'test/renewal-race.int.spec.ts'],
    env: { MATINEE_PROOF_RACES: '1000' },
    minutes: 20,
  },
  {
    name: 'backlog',
    about: 'rooms that find 1 M events to read hold no more of them at once than with 100,000',
    args: ['--test', 'test/gate/backlog.proof.spec.ts'],
    env: { MATINEE_PROOF_BACKLOG: '1000000' },
    minutes: 2,
  },
  {
    name: 'plans',
    about: 'each query of each view explained on 1 M rows: none reads a whole table',
    args: ['test/run.ts', 'projectors/plans.int.spec.ts'],
    env: { MATINEE_PLAN_ROWS: '1000000' },
    minutes: 1,
  },
  {
    name: 'graceful-stop',
    about: 'ten rolling restarts of both APIs under load, no request failed',
    args: ['test/run.ts', 'test/gate/graceful-stop.int.spec.ts'],
    env: { MATINEE_PROOF_RESTARTS: '10' },
    minutes: 6,
  },
  {
    name: 'degradation',
    about: 'what works without which server, when the servers say nothing any more instead of refusing',
    args: ['test/run.ts', 'test/degradation/degradation.int.spec.ts'],
    env: { MATINEE_PROOF_SILENT: '1' },
    minutes: 5,
  },
  {
    name: 'kafka-down',
    about: 'Kafka gone for ten minutes: put off meanwhile, all well within a minute after',
    args: ['test/run.ts', 'test/degradation/degradation.int.spec.ts'],
    env: { MATINEE_PROOF_DOWN_SECONDS: '600' },
    minutes: 13,
  },
  {
    name: 'commerce',
    about: '10,000 purchases under trouble: charges, purchases and entitlements are one number, the ledger is zero',
    args: ['test/commerce/main.ts', '--orders', '10000'],
    minutes: 10,
  },
  {
    name: 'payments-down',
    about: 'the payment provider away for a minute: purchases put off and nothing of them left, what is owned plays on',
    args: ['test/run.ts', 'test/separate-rooms.int.spec.ts'],
    env: { MATINEE_PROOF_OUTAGE_SECONDS: '60' },
    minutes: 4,
  },
  {
    name: 'books',
    about: '50,000 random histories of money, reckoned independently from the provider’s side',
    args: ['--test', 'test/books/books.spec.ts'],
    env: { MATINEE_PROOF_HISTORIES: '50000' },
    minutes: 2,
  },
  {
    name: 'commerce-stripe',
    about: '200 purchases under the same trouble at Stripe, as localstripe plays it, which knows no idempotency keys',
    args: ['test/commerce/main.ts', '--provider', 'stripe', '--orders', '200'],
    minutes: 3,
  },
  {
    name: 'chaos',
    about:
      '1,000 faults of every kind on the product as processes under load, judged by a checker that imports none of it',
    args: ['test/chaos/main.ts', '--faults', '1000', '--seed', '1'],
    minutes: 90,
  },
]
