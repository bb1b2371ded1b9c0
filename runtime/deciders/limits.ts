// How much a decided partition takes at once, and how long it remembers.

export type Limits = Readonly<{
  /** bytes of output in one transaction; one command may lead to more */
  batchBytes: number
  /** commands in one transaction */
  batchCommands: number
  /** commands that may wait; then the partition is not read further */
  queue: number
  /** how long what was committed may wait until it is in the local store, ms; 0: written with each batch */
  writeEvery: number
  /** how long an outcome is remembered for those who send the command again, ms of log time */
  remember: number
  /** how long decided commands stay on the log, ms of log time */
  keepCommands: number
  /** how often old commands are looked for, ms */
  housekeepEvery: number
  /** records between two snapshots of the local store */
  snapshotEvery: number
  /** of the time, at most, that goes into making snapshots */
  snapshotShare: number
  /** records that the log may be ahead of the local store before a snapshot is looked for */
  snapshotWorth: number
}>

const DAY = 24 * 3_600_000

export const usualLimits: Limits = {
  batchBytes: 512 * 1024,
  batchCommands: 2_000,
  queue: 4_000,
  writeEvery: 3_000,
  remember: DAY,
  keepCommands: 7 * DAY,
  housekeepEvery: 10 * 60_000,
  snapshotEvery: 100_000,
  snapshotShare: 0.05,
  snapshotWorth: 100_000,
}
