// When a chaos run has failed, and why.
import type { ChaosResult } from './run.ts'

const sometimes = ['duplicateDelivery', 'fencing', 'rebalance', 'unknownOutcome']

/** `rate`: commands per second that the load must bring between faults; 0 where only correctness is judged. */
export const failings = (result: ChaosResult, rate: number): readonly string[] => {
  const total = Object.values(result.faults).reduce((sum, n) => sum + n, 0)
  const each = total >= 1_000 ? 20 : 1
  return [
    ...result.findings,
    ...sometimes.filter((name) => !result.sometimes[name]).map((name) => `${name} was never seen`),
    ...Object.entries(result.faults)
      .filter(([, times]) => times < each)
      .map(([kind, times]) => `'${kind}' was seen ${times} times, wanted ${each}`),
    ...(result.acknowledged < 50 * total ? [`${result.acknowledged} acknowledged commands for ${total} faults`] : []),
    ...(result.rate.slowest < rate ? [`the load fell to ${result.rate.slowest} commands/s, wanted ${rate}`] : []),
  ]
}
