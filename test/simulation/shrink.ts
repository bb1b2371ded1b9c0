// A failing plan made smaller: one thing less at a time, as long as it still fails.
import type { Faults, Plan } from './plan.ts'
import type { Verdict } from './run.ts'

const without = <T>(list: readonly T[], i: number): readonly T[] => list.filter((_, at) => at !== i)

/** Each is a plan with one thing less. */
const smaller = (plan: Plan): readonly Plan[] => {
  const { viewers, uploads, playbacks, faults } = plan
  const kinds = (Object.keys(faults) as (keyof Faults)[]).filter((kind) => faults[kind] > 0)
  return [
    ...kinds.map((kind) => ({ ...plan, faults: { ...faults, [kind]: 0 } })),
    ...viewers.map((_, i) => ({ ...plan, viewers: without(viewers, i) })),
    ...viewers.flatMap((wishes, i) =>
      wishes.length > 1 ? [{ ...plan, viewers: viewers.with(i, wishes.slice(0, -1)) }] : [],
    ),
    ...uploads.map((_, i) => ({ ...plan, uploads: without(uploads, i) })),
    ...playbacks.map((_, i) => ({ ...plan, playbacks: without(playbacks, i) })),
    ...(plan.partitions > 1 ? [{ ...plan, partitions: 1 }] : []),
  ]
}

const MOST = 400

/** A smaller world throws other dice, so any breach counts, whichever it is. */
export const shrinkPlan = async (
  plan: Plan,
  run: (plan: Plan) => Promise<Verdict>,
  say: (line: string) => void,
): Promise<Readonly<{ smallest: Plan; violations: readonly string[]; tried: number }>> => {
  let smallest = plan
  let { violations } = await run(plan)
  let tried = 1
  let isSmaller = violations.length > 0
  while (isSmaller && tried < MOST) {
    isSmaller = false
    for (const next of smaller(smallest)) {
      const verdict = await run(next)
      tried++
      if (!verdict.violations.length) continue
      smallest = next
      violations = verdict.violations
      isSmaller = true
      say(`smaller, still fails: ${violations[0]?.slice(0, 140)}`)
      break
    }
  }
  return { smallest, violations, tried }
}
