// Messages between processes and what they depend on: late, lost before or after they took effect, and deadly.
import { stall } from './stalls.ts'
import type { Place, Process, World } from './world.ts'

export type Call<T> = Readonly<{
  place: Place
  label: string
  /** what it does over there; it takes effect even when nobody hears of it */
  effect: () => T | Promise<T>
  /** what the caller is told when the answer is lost (or the request: nobody can tell) */
  unknown?: () => Error
  /** what the caller is told when there is no connection; certainly nothing took effect */
  refused?: () => Error
  /** instead of the effect, when the caller dies in the middle of it */
  halfDone?: () => void
  /** how much likelier than elsewhere it is to die here */
  deadly?: number
  /** the caller died after the effect and before it heard */
  onUnheard?: () => void
}>

const TIMEOUT = 1_500

/** What the other side would have said is not known, or it was not reached: nothing of the caller's doing. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

/** Never settles when the caller dies. */
export const call = <T>(world: World, process: Process, asked: Call<T>): Promise<T> => {
  const { scheduler, plan } = world
  const { faults } = plan
  const { place, label, effect, deadly = 1 } = asked
  const timedOut = () => asked.unknown?.() ?? new NoAnswer(`${label}: no answer`)
  const isUnreachable = () => world.isDown(place) || (place === 'log' && process.cutUntil > scheduler.now())
  return new Promise<T>((resolve, reject) => {
    if (!process.alive) return
    const answer = (ms: number, text: string, tell: () => void) =>
      scheduler.after(ms, process, `${label} ${text}`, tell)
    if (isUnreachable()) {
      const refused = () => reject(asked.refused?.() ?? new NoAnswer(`${label}: cannot connect`))
      return void answer(world.latency() + 50, 'refused', refused)
    }
    const arrive = async () => {
      if (isUnreachable() || world.strikes(faults.lostRequest)) {
        world.seen.note('lost request')
        return void answer(TIMEOUT, 'lost', () => reject(timedOut()))
      }
      if (asked.halfDone && process.alive && world.mayCrash() && world.strikes(faults.hang)) {
        asked.halfDone()
        return world.kill(process, `in the middle of ${label}`)
      }
      let tell: () => void
      try {
        const value = await effect()
        tell = () => resolve(value)
      } catch (error) {
        tell = () => reject(error)
      }
      if (!process.alive) return asked.onUnheard?.()
      if (world.mayCrash() && world.strikes(faults.crash * deadly)) {
        asked.onUnheard?.()
        return world.kill(process, `after ${label} took effect`)
      }
      if (world.strikes(faults.lostAnswer)) {
        if (asked.unknown) world.seen.note('unknown outcome')
        return void answer(TIMEOUT, 'unanswered', () => reject(timedOut()))
      }
      answer(world.latency(), 'answered', tell)
    }
    let late = 0
    if (!process.stalled && world.strikes(faults.late * deadly)) {
      // It stands still with the request unsent, long enough for others to take its place.
      late = world.dice.between(5_000, 20_000)
      stall(world, process, late)
    }
    scheduler.after(late + world.latency(), undefined, `${process.name} ${label}`, () => void arrive())
    if (world.mayCrash() && world.strikes((faults.crash / 2) * deadly)) world.kill(process, `having sent ${label}`)
  })
}

/** What a process is told in order, however long each message takes. */
export const channelTo = (world: World, process: Process) => {
  let last = 0
  return (label: string, tell: () => void, slower = 0): void => {
    const at = Math.max(last + 0.001, world.scheduler.now() + world.latency() + slower)
    last = at
    world.scheduler.after(at - world.scheduler.now(), process, label, tell)
  }
}
