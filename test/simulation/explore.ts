// Many seeds in worker processes, and the bank of planted bugs: what was found, and by which seed first.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { PlantedBug } from '../../runtime/planted.ts'
import { type Sight, wanted } from './seen.ts'
import type { Told, Work } from './worker.ts'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Calls `each` for every seed's verdict; rejects when the worker dies. */
export const explore = (work: Work, each: (told: Told) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [worker, JSON.stringify(work)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const end = () => child.kill('SIGKILL')
    process.once('exit', end)
    createInterface({ input: child.stdout }).on('line', (line) => each(JSON.parse(line) as Told))
    child.on('error', reject)
    child.on('close', (code) => {
      process.off('exit', end)
      if (code === 0) resolve()
      else reject(new Error(`a worker of the simulation ended with ${code} (${JSON.stringify(work)})`))
    })
  })

export const replay = ({ seed }: Pick<Told, 'seed'>, planted?: PlantedBug): string =>
  `npm run simulation -- --seed ${seed}${planted ? ` --planted ${planted}` : ''} --trace`

export type Exploration = Readonly<{
  seeds: number
  failed: readonly Told[]
  seen: ReadonlyMap<Sight, number>
  /** what must happen sometimes and never did */
  missing: readonly Sight[]
  events: number
  seconds: number
}>

const PROGRESS = 250
const ENOUGH = 20

export type Span = Readonly<{ from: number; to: number; workers: number; say: (line: string) => void }>

/** All seeds of the span; a failing one is told at once, with the command that runs it alone. */
export const exploreSeeds = async ({ from, to, workers, say }: Span): Promise<Exploration> => {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1_000
  const failed: Told[] = []
  const seen = new Map<Sight, number>()
  let seeds = 0
  let events = 0
  const each = (told: Told) => {
    seeds++
    events += told.events
    for (const [sight, count] of Object.entries(told.seen) as [Sight, number][])
      seen.set(sight, (seen.get(sight) ?? 0) + count)
    if (told.violations.length) {
      failed.push(told)
      if (failed.length <= ENOUGH) say(`seed ${told.seed} FAILED; ${replay(told)}\n  ${told.violations.join('\n  ')}`)
    }
    if (seeds % PROGRESS === 0)
      say(`${seeds} seeds, ${(seeds / seconds()).toFixed(1)} a second, ${failed.length} failed`)
  }
  await Promise.all(Array.from({ length: workers }, (_, i) => explore({ from: from + i, to, step: workers }, each)))
  const missing = wanted.filter((sight) => !seen.has(sight))
  return { seeds, failed, seen, missing, events, seconds: seconds() }
}

export type Detection = Readonly<{ bug: PlantedBug; seed: number | undefined; seeds: number; found: string }>

/** Each bug by itself, until a seed shows it. */
export const searchBank = async (
  bugs: readonly PlantedBug[],
  { from, to, workers, say }: Span,
): Promise<readonly Detection[]> => {
  const waiting = bugs.values()
  const found: Detection[] = []
  const one = async () => {
    for (const bug of waiting) {
      let [last, seeds]: [Told | undefined, number] = [undefined, 0]
      await explore({ from, to, step: 1, planted: bug, untilFound: true }, (told) => {
        last = told
        seeds++
      })
      const told = last as Told | undefined
      const isFound = told !== undefined && told.violations.length > 0
      found.push({ bug, seed: isFound ? told.seed : undefined, seeds, found: told?.violations[0] ?? '' })
      say(`${bug}: ${isFound ? `seed ${told.seed}` : `NOT FOUND in ${seeds} seeds`}`)
    }
  }
  await Promise.all(Array.from({ length: workers }, one))
  return bugs.flatMap((bug) => found.filter((one) => one.bug === bug))
}

export const table = (detections: readonly Detection[]): string =>
  ['planted bug               first seed  what the properties said', '-'.repeat(100)]
    .concat(
      detections.map(
        ({ bug, seed, found }) =>
          `${bug.padEnd(25)} ${String(seed ?? 'NOT FOUND').padStart(10)}  ${found.replaceAll('\n', ' ').slice(0, 160)}`,
      ),
    )
    .join('\n')
