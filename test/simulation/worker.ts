// Seeds one after the other in a process of its own; a line of JSON for each. `node worker.ts '{"from":1,"to":9,"step":1}'`

import type { PlantedBug } from '../../runtime/planted.ts'
import { Killed } from './disks.ts'
import { loadSimulation } from './load.ts'
import type { Verdict } from './run.ts'
import type { Sight } from './seen.ts'

export type Work = Readonly<{
  from: number
  to: number
  step: number
  planted?: PlantedBug
  /** ends with the first seed that shows something */
  untilFound?: boolean
}>

export type Told = Omit<Verdict, 'seen'> & Readonly<{ seen: Readonly<Partial<Record<Sight, number>>> }>

const nobodyHandled: unknown[] = []
process.on('unhandledRejection', (error) => {
  // What a dead process still does in its last breath is nobody's business.
  if (!(error instanceof Killed)) nobodyHandled.push(error)
})

const { from, to, step, planted, untilFound } = JSON.parse(process.argv[2] ?? '') as Work
const { runSeed } = await loadSimulation()

for (let seed = from; seed <= to; seed += step) {
  const { seen, violations, ...rest } = await runSeed({ seed, planted })
  const unhandled = nobodyHandled.splice(0).map((error) => `nobody handled ${(error as Error)?.stack ?? error}`)
  const told: Told = { ...rest, violations: [...violations, ...unhandled], seen: Object.fromEntries(seen) }
  process.stdout.write(`${JSON.stringify(told)}\n`)
  if (untilFound && told.violations.length) break
}
