// One simulated world: its time, its dice, what may go wrong in it, and its processes.
import { type Disks, mountDisks } from './disks.ts'
import type { Plan } from './plan.ts'
import { type Dice, diceOf } from './random.ts'
import { type Owner, type Scheduler, scheduler } from './scheduler.ts'
import { type Seen, seenNothing } from './seen.ts'

/** What a process needs for a while can be unreachable for everybody. */
export type Place = 'log' | 'store' | 'registry' | 'provider'

/** One life of one process. Its next life is another object on the same disk. */
export type Process = Owner & {
  readonly machine: string
  readonly role: string
  readonly folder: string
  /** ms since 1970 until which nothing gets through to the log */
  cutUntil: number
  readonly onDeath: (() => void)[]
  /** it stalls, or is cut off */
  readonly onSilence: (() => void)[]
  readonly onWaking: (() => void)[]
}

export type World = Readonly<{
  plan: Plan
  scheduler: Scheduler
  dice: Dice
  disks: Disks
  seen: Seen
  /** No new fault from now on; what was broken heals. */
  heal(): void
  isHealed(): boolean
  /** True with this probability, while there are faults. */
  strikes(probability: number): boolean
  isDown(place: Place): boolean
  takeDown(place: Place, ms: number): void
  kill(process: Process, why: string): void
  /** It exits by itself. */
  end(process: Process): void
  slowDown(source: string, ms: number): void
  /** Records of this `topic/partition` take long to be delivered. */
  isSlow(source: string): boolean
  /** May another crash happen? */
  mayCrash(): boolean
  /** ms that a message takes */
  latency(): number
  note(line: string): void
  failures: string[]
  /** the log's clock against the world's, ms */
  brokerSkew(): number
  setBrokerSkew(ms: number): void
}>

export const START = Date.UTC(2026, 0, 1)

export type WorldOptions = Readonly<{ plan: Plan; trace?: ((line: string) => void) | undefined }>

export const createWorld = ({ plan, trace }: WorldOptions): World => {
  const dice = diceOf(plan.dice)
  const drawn = diceOf(plan.dice ^ 0x5bd1e995)
  const seen = seenNothing()
  const time = scheduler({ start: START, random: drawn.next, trace })
  const down = new Map<Place, number>()
  let healed = false
  let brokerSkew = 0
  let crashes = 0

  const note = (line: string) => trace?.(`${' '.repeat(12)}   ${line}`)

  const end = (process: Process) => {
    if (!process.alive) return
    process.alive = false
    process.waiting.length = 0
    time.as(undefined, () => {
      for (const told of process.onDeath) told()
    })
  }
  const kill = (process: Process, why: string) => {
    if (!process.alive) return
    crashes++
    seen.note('crash')
    note(`${process.name} is killed: ${why}`)
    end(process)
  }
  const slow = new Map<string, number>()

  const mayCrash = () => !healed && crashes < plan.faults.crashesMost
  const disks = mountDisks((owner) => {
    if (plan.faults.oldDisk && !healed && dice.chance(0.1)) return 'copy'
    if (!mayCrash() || !dice.chance(plan.faults.crashAtWrite)) return undefined
    const when = dice.chance(0.5) ? 'before' : 'after'
    kill(owner as Process, `${when} a write`)
    return when
  })

  return {
    plan,
    scheduler: time,
    dice,
    disks,
    seen,
    heal: () => {
      healed = true
      down.clear()
      slow.clear()
    },
    isHealed: () => healed,
    strikes: (probability) => !healed && probability > 0 && dice.chance(probability),
    isDown: (place) => (down.get(place) ?? 0) > time.now(),
    takeDown: (place, ms) => {
      seen.note('outage')
      note(`${place} is down for ${Math.round(ms)} ms`)
      down.set(place, time.now() + ms)
    },
    kill,
    end,
    slowDown: (source, ms) => {
      seen.note('slow partition')
      slow.set(source, time.now() + ms)
    },
    isSlow: (source) => (slow.get(source) ?? 0) > time.now(),
    mayCrash,
    latency: () => (dice.chance(0.05) ? dice.between(20, 300) : dice.between(0.2, 8)),
    note,
    failures: [],
    brokerSkew: () => (healed ? 0 : brokerSkew),
    setBrokerSkew: (ms) => {
      seen.note('clock jump')
      brokerSkew = ms
    },
  }
}
