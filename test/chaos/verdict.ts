// When a chaos run has failed, and why.
import type { ChaosResult } from './run.ts'

export const failings = ({
  lost,
  duplicated,
  viewsDiffering,
  findings,
  sometimes,
  faults,
  acknowledged,
}: ChaosResult) => {
  const wanted = ['duplicateDelivery', 'fencing', 'rebalance', 'unknownOutcome']
  const total = Object.values(faults).reduce((sum, n) => sum + n, 0)
  return [
    ...(lost + duplicated + viewsDiffering > 0 || findings.length > 0 ? findings : []),
    ...wanted.filter((name) => !sometimes[name]).map((name) => `${name} was never seen`),
    ...Object.entries(faults)
      .filter(([, times]) => times === 0)
      .map(([kind]) => `'${kind}' was never seen`),
    ...(acknowledged < 50 * total ? [`${acknowledged} acknowledged commands are too few for ${total} faults`] : []),
  ]
}
