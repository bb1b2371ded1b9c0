// A process that is silent for so long has lost its place, and does not know it until it speaks again.
import type { Process, World } from './world.ts'

/** It has been cut off or stalled, and goes on. */
export const wake = (world: World, process: Process): void => {
  if (!process.alive) return
  world.scheduler.resume(process)
  world.scheduler.as(process, () => {
    for (const told of process.onWaking) told()
  })
}

/** As by SIGSTOP and SIGCONT, `ms` later. */
export const stall = (world: World, process: Process, ms: number): void => {
  const { scheduler, seen } = world
  if (!process.alive || process.stalled) return
  seen.note('stall')
  world.note(`${process.name} stalls for ${Math.round(ms)} ms`)
  scheduler.stall(process)
  for (const told of process.onSilence) told()
  scheduler.after(ms, undefined, `${process.name} goes on`, () => wake(world, process))
}
