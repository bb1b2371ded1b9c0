// The kinds of faults by name, and how many of each a run has.
import type { Random } from '../random.ts'
import type { Fault } from './fault.ts'
import { cut, poisoned, registryDown, replyLost, swizzleClog } from './network.ts'
import { clockJump, crash, crashFenced, storm, terminated, zombie } from './processes.ts'
import { brokerKilled, diskFull, diskSlow, redisFlushed, redisKilled, webhooksRepeated } from './servers.ts'

export const faults: Readonly<Record<string, Fault>> = {
  'kill command-appended': crash('api', 'command-appended'),
  'kill before-reply': crash('api', 'before-reply'),
  'kill owner-fenced': crashFenced,
  'kill decided': crash('decider', 'decided'),
  'kill transaction-open': crash('decider', 'transaction-open'),
  'kill committed': crash('decider', 'committed'),
  'kill projection-applied': crash('projectors', 'projection-applied'),
  'reply lost': replyLost,
  zombie,
  'kafka answers cut': poisoned('kafka', { type: 'limit_data', attributes: { bytes: 200 } }),
  'kafka answers hang': poisoned('kafka', { type: 'timeout', attributes: { timeout: 500 } }),
  'postgres cut': cut('postgres', 500, /Postgres connection broke|ECONNREFUSED/),
  'broker killed': brokerKilled,
  'redis killed': redisKilled,
  'redis flushed': redisFlushed,
  'disk slow': diskSlow,
  'disk full': diskFull,
  'registry down': registryDown,
  'all clogged in turn': swizzleClog,
  'rebalance storm': storm,
  terminated,
  'clock jump': clockJump,
  'webhooks repeated': webhooksRepeated,
}

/** Their own doing and what follows it take a few seconds. */
const quick = new Set([
  'kill command-appended',
  'kill before-reply',
  'reply lost',
  'kafka answers cut',
  'kafka answers hang',
  'postgres cut',
  'redis killed',
  'redis flushed',
  'disk slow',
  'registry down',
  'webhooks repeated',
])

/** A process has to come up and to be given its partitions again; nothing else is touched. */
const recovering = new Set([
  'kill owner-fenced',
  'kill decided',
  'kill transaction-open',
  'kill committed',
  'kill projection-applied',
  'terminated',
  'clock jump',
])

/** What can be met, and told apart from what went before, while a decider or the projectors come up again. */
const meanwhile = new Set([
  'kill command-appended',
  'kill before-reply',
  'reply lost',
  'redis killed',
  'redis flushed',
  'registry down',
])

/**
 * Rounds of all kinds, each in another order, and after each two of the quick ones alone. Kinds of one list follow on
 * each other at once; after a list all must be well.
 */
export function* rounds(kinds: readonly string[], random: Random): Generator<readonly string[]> {
  for (let round = 0; ; round++) {
    const isFull = round % 3 === 0 || !kinds.some((kind) => quick.has(kind))
    const all = random.shuffled(isFull ? kinds : kinds.filter((kind) => quick.has(kind)))
    const during = all.filter((kind) => isFull && meanwhile.has(kind))
    const pairs = all
      .filter((kind) => !during.includes(kind))
      .map((kind) => (recovering.has(kind) ? [kind, ...during.splice(0, 1)] : [kind]))
    yield* random.shuffled([...pairs, ...during.map((kind) => [kind])])
  }
}
