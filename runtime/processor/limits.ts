// How much a stream processor does at once, and how long it waits.
import type { Backoff } from '../backoff.ts'

export type ProcessorLimits = Readonly<{
  /** records of one source in one step */
  batch: number
  /** records said in one transaction; a step that says more is still one */
  said: number
  /** steps in one transaction */
  steps: number
  /** ms that something said waits for more in its transaction while there is more to read */
  sayWithin: number
  /** ms after which the position is written although nothing was said */
  moveOnAfter: number
  /** records after which it is, too */
  moveOnRecords: number
  /** failures of the handlers in a row until the partition is given up */
  tries: number
  /** records laid aside at once; then no more are read */
  parked: number
  /** ms between looks at the clock and the ends of the sources */
  lookEvery: number
  backoff: Backoff
}>

export const usualProcessorLimits: ProcessorLimits = {
  batch: 500,
  said: 500,
  steps: 100,
  sayWithin: 200,
  moveOnAfter: 5_000,
  moveOnRecords: 20_000,
  tries: 5,
  parked: 1_000,
  lookEvery: 1_000,
  backoff: { first: 100, most: 10_000 },
}
