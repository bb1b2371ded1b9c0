// When a chaos run has failed, and why.
import type { ChaosResult } from './run.ts'

/** What must have been seen, and what kinds of faults it takes: any kind where none is named. */
const sometimes: Readonly<Record<string, RegExp>> = {
  duplicateDelivery: /./,
  fencing: /^zombie$/,
  rebalance: /^(zombie|rebalance storm|kill (owner-fenced|decided|transaction-open|committed))$/,
  unknownOutcome: /./,
}

/** So often each kind has to be seen in a run of so many faults: 20 times in one of 1,000, in a shorter one so many fewer. */
export const leastOf = (faults: number): number => Math.max(1, Math.min(20, Math.floor(faults / 50)))

/** `rate`: commands per second that the load must bring between faults; 0 where only correctness is judged. */
export const failings = (result: ChaosResult, rate: number): readonly string[] => {
  const kinds = Object.keys(result.faults)
  const total = Object.values(result.faults).reduce((sum, n) => sum + n, 0)
  const each = leastOf(total)
  return [
    ...result.findings,
    ...Object.entries(sometimes)
      .filter(([name, takes]) => !result.sometimes[name] && kinds.some((kind) => takes.test(kind)))
      .map(([name]) => `${name} was never seen`),
    ...Object.entries(result.faults)
      .filter(([, times]) => times < each)
      .map(([kind, times]) => `'${kind}' was seen ${times} times, wanted ${each}`),
    ...(result.acknowledged < 50 * total ? [`${result.acknowledged} acknowledged commands for ${total} faults`] : []),
    ...(result.rate.fewest < 50
      ? [`${result.rate.fewest} acknowledged commands per fault in a stretch, wanted 50`]
      : []),
    ...(result.rate.slowest < rate ? [`the load fell to ${result.rate.slowest} commands/s, wanted ${rate}`] : []),
  ]
}
