// How much one film may take of the machine and of us.
import { availableParallelism } from 'node:os'

export type MediaLimits = Readonly<{
  /** Longest film, ms. */
  maxDurationMs: number
  /** Largest rendition: pixels of its shorter side. */
  maxRung: number
  /** Address space of one tool, bytes. */
  memoryBytes: number
  /** Threads per encoder: more of them cost memory, and the rungs run side by side anyway. */
  threads: number
  /** nice(1) of every tool. */
  niceness: number
  /** Longest encode, in durations of the film (and never less than two minutes). */
  encodeFactor: number
  /** Longest time in which a tool must show progress, ms. */
  stallMs: number
}>

export const defaultLimits: MediaLimits = {
  maxDurationMs: 12 * 3_600_000,
  maxRung: 2160,
  memoryBytes: 8 * 2 ** 30,
  threads: Math.min(12, Math.ceil(availableParallelism() * 1.5)),
  niceness: 10,
  encodeFactor: 60,
  stallMs: 5 * 60_000,
}
