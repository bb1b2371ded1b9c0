// The pace of rebuilds: all that is to be had while the live versions are idle, a small share while they work.
import { setTimeout as sleep } from 'node:timers/promises'
import { limit } from '../runtime/index.ts'
import type { LiveLoad } from './live-load.ts'

export type Pace = Readonly<{
  /** Records in the next batch. */
  batchSize(): number
  /** Runs the batch, when it may; rests after it. */
  run(signal: AbortSignal, work: () => Promise<void>): Promise<void>
  /** of the time, as of now: 1 while the live versions are idle */
  share(): number
}>

const LARGE = 5_000
/** Decoding and folding so many holds up the event loop for a millisecond or two. */
const SMALL = 200
/** of the time, for all rebuilds of this process together */
const SHARE = { most: 0.25, least: 0.05 }
/** ms that one batch waits at most for live versions that are behind: a rebuild is slowed down, never starved */
const PATIENCE = 250
/** ms: on a machine that is slow for other reasons, resting longer helps nobody */
const LONGEST_REST = 300
const LOOK_EVERY = 20

export const paceOf = (load: LiveLoad): Pace => {
  const oneAtATime = limit(1)
  let share = SHARE.most

  const give = async (signal: AbortSignal) => {
    const until = performance.now() + PATIENCE
    if (load.now() !== 'behind') share = Math.min(SHARE.most, share * 1.05)
    else share = Math.max(SHARE.least, share / 2)
    while (load.now() === 'behind' && performance.now() < until && !signal.aborted) await sleep(LOOK_EVERY)
  }

  const gently = async (signal: AbortSignal, work: () => Promise<void>) => {
    await give(signal)
    signal.throwIfAborted()
    const began = performance.now()
    await work()
    const rest = Math.min(LONGEST_REST, (performance.now() - began) * (1 / share - 1))
    for (const until = performance.now() + rest; performance.now() < until; ) {
      if (signal.aborted || load.now() === 'idle') return
      await sleep(Math.min(LOOK_EVERY, Math.max(1, until - performance.now())))
    }
  }

  return {
    batchSize: () => (load.now() === 'idle' ? LARGE : SMALL),
    run: async (signal, work) => {
      if (load.now() === 'idle') return work()
      const done = await oneAtATime(signal, async () => {
        await gently(signal, work)
        return true
      })
      // Aborted before its turn came.
      if (!done) signal.throwIfAborted()
    },
    share: () => (load.now() === 'idle' ? 1 : share),
  }
}
