// Bugs that a test plants in the product's own code, to see that its properties find them. Nothing but a test sets one:
// there is no environment variable and no configuration for it (planted.spec.ts).

export type PlantedBug =
  /** the local store is written before the log has the decision, as if both were sure to succeed */
  | 'dual-write'
  /** each owner writes under an id of its own, so that nobody is refused */
  | 'no-fence'
  /** a command that comes again is decided again */
  | 'no-deduplication'
  /** an event that stands on the log twice is counted twice */
  | 'no-repeat-check'
  /** the group's offset is committed before the work is done */
  | 'offset-before-effect'
  /** what was done and how far it goes are two writes */
  | 'position-outside-write'
  /** each try of the same request is another command */
  | 'retry-with-new-id'
  /** a silent partition holds event time back for ever */
  | 'watermark-without-idle'
  /** what is done again to rebuild state is said again */
  | 'rebuild-repeats-effects'
  /** a new owner decides although a transaction hangs before it */
  | 'no-barrier'
  /** a process that sends its command again gives it another id */
  | 'step-with-new-id'

let planted: PlantedBug | undefined

/** For tests alone; undefined takes it out again. Holds for this process. */
export const plant = (bug: PlantedBug | undefined): void => {
  planted = bug
}

export const isPlanted = (bug: PlantedBug): boolean => planted === bug
