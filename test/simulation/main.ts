// `npm run simulation -- [--seed N [--trace|--shrink]] [--seeds A-B] [--workers N] [--bank] [--planted BUG]`
import { parseArgs } from 'node:util'
import { bank } from './bank.ts'
import { Killed } from './disks.ts'
import { exploreSeeds, replay, searchBank, table } from './explore.ts'
import { loadSimulation } from './load.ts'
import { planOf } from './plan.ts'
import { shrinkPlan } from './shrink.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    planted: { type: 'string' },
    seeds: { type: 'string', default: '1-2000' },
    workers: { type: 'string', default: '2' },
    bank: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
  },
})

const say = (line: string) => console.log(line)
const [from = 1, to = from] = values.seeds.split('-').map(Number)
const span = { from, to, workers: Number(values.workers), say }
const planted = bank.find((bug) => bug === values.planted)
if (values.planted && !planted) {
  console.error(`--planted ${values.planted}: one of ${bank.join(', ')}`)
  process.exit(2)
}

const oneSeed = async (seed: number): Promise<boolean> => {
  process.on('unhandledRejection', (error) => {
    if (!(error instanceof Killed)) console.error('nobody handled', error)
  })
  const { runSeed } = await loadSimulation()
  if (values.trace) say(JSON.stringify(planOf(seed), null, 2))
  const verdict = await runSeed({ seed, planted, trace: values.trace ? say : undefined })
  const { violations, hash, events, took, seen } = verdict
  say(`seed ${seed}: ${events} events in ${(took / 1_000).toFixed(0)} s of its time, trace ${hash}`)
  say([...seen].map(([sight, count]) => `  ${sight}: ${count}`).join('\n'))
  say(violations.length ? `FAILED\n  ${violations.join('\n  ')}` : 'everything holds')
  return violations.length === 0
}

/** A failing seed's plan, made smaller as long as it still fails. */
const shrink = async (seed: number): Promise<boolean> => {
  process.on('unhandledRejection', () => undefined)
  const { runPlan } = await loadSimulation()
  const { smallest, violations, tried } = await shrinkPlan(
    planOf(seed),
    (plan) => runPlan({ seed, plan, planted }),
    say,
  )
  say(JSON.stringify(smallest, null, 1))
  say(`after ${tried} tries${violations.length ? `\n  ${violations.join('\n  ')}` : ': it does not fail'}`)
  return violations.length === 0
}

const allSeeds = async (): Promise<boolean> => {
  const { seeds, failed, seen, missing, events, seconds } = await exploreSeeds(span)
  say(`\n${seeds} seeds, ${events} events in ${seconds.toFixed(0)} s (${(seeds / seconds).toFixed(1)} seeds a second)`)
  say([...seen].map(([sight, count]) => `  ${sight}: ${count}`).join('\n'))
  if (missing.length) say(`NEVER SEEN: ${missing.join(', ')}`)
  for (const told of failed) say(`FAILED: ${replay(told)}`)
  return failed.length === 0 && missing.length === 0
}

const wholeBank = async (): Promise<boolean> => {
  const detections = await searchBank(planted ? [planted] : bank, span)
  say(`\n${table(detections)}`)
  return detections.every(({ seed }) => seed !== undefined)
}

const oneOrSmaller = values.shrink ? shrink : oneSeed
const ok = values.seed ? await oneOrSmaller(Number(values.seed)) : values.bank ? await wholeBank() : await allSeeds()
process.exitCode = ok ? 0 : 1
