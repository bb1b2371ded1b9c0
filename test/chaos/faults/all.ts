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

/** These take ten seconds and more each. */
const costly = new Set(['broker killed', 'disk full', 'all clogged in turn', 'zombie', 'rebalance storm', 'clock jump'])

/** Rounds of all kinds, each in another order; every second one without the costly ones. */
export function* rounds(kinds: readonly string[], random: Random): Generator<string> {
  for (let round = 0; ; round++)
    yield* random.shuffled(round % 2 === 0 ? kinds : kinds.filter((kind) => !costly.has(kind)))
}
