// What befalls the world from outside: stalls, cuts, outages, slow partitions, processes that are stopped in order.
import type { MemoryProjectionStore } from '../../runtime/index.ts'
import type { Machine } from './machines.ts'
import { stall, wake } from './stalls.ts'
import type { Place, Process, World } from './world.ts'

const places: readonly Place[] = ['log', 'store', 'provider', 'registry']
const sources = ['commerce', 'commands.commerce', 'playback', 'catalogue', 'media', 'replies.commerce']

const cut = (world: World, process: Process) => {
  const { scheduler, dice, seen } = world
  const ms = dice.between(1_000, 20_000)
  seen.note('cut off')
  process.cutUntil = scheduler.now() + ms
  for (const told of process.onSilence) told()
  scheduler.after(ms + 1, undefined, `${process.name} is connected again`, () => wake(world, process))
}

const stopInOrder = (world: World, { process, service }: Machine) => {
  const running = process()
  const it = service()
  if (!running.alive || !it) return
  world.seen.note('process stopped in order')
  const { scheduler } = world
  const exit = () => scheduler.as(undefined, () => world.end(running))
  scheduler.as(running, () => it.stop()).then(exit, exit)
  scheduler.after(30_000, undefined, `${running.name} had time to stop`, exit)
}

export const breakThings = (
  world: World,
  machines: readonly Machine[],
  store: MemoryProjectionStore,
  partitions: number,
  within: number,
): void => {
  const { scheduler, dice, plan } = world
  const { stalls, cuts, stops, outages, slow, skew, standby } = plan.faults
  const sometime = (count: number, label: string, work: () => void) => {
    for (let i = 0; i < count; i++)
      scheduler.after(dice.between(200, within / 2), undefined, label, () => {
        if (!world.isHealed()) work()
      })
  }
  sometime(skew ? 2 : 0, 'the clock of the log jumps', () => world.setBrokerSkew(dice.between(-skew, skew)))
  // What was laid aside does not fall back with the memory store's rows.
  sometime(plan.broken ? 0 : standby, 'a standby of the store is made', () => {
    const takeOver = store.checkpoint()
    scheduler.after(dice.between(100, 6_000), undefined, 'the standby takes over', () => {
      if (world.isHealed()) return
      world.seen.note('standby took over')
      takeOver()
    })
  })
  const machine = () => dice.pick(machines)
  sometime(stalls, 'a process stalls', () => stall(world, machine().process(), dice.between(500, 25_000)))
  sometime(cuts, 'a process is cut off', () => cut(world, machine().process()))
  sometime(stops, 'a process is stopped', () => stopInOrder(world, machine()))
  sometime(outages, 'an outage', () => world.takeDown(dice.pick(places), dice.between(500, 15_000)))
  sometime(slow, 'a slow partition', () =>
    world.slowDown(`${dice.pick(sources)}/${dice.below(partitions)}`, dice.between(2_000, 20_000)),
  )
}
