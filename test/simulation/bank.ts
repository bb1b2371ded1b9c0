// The bank of planted bugs: what the same properties must find, and a world without them must not show.
import type { PlantedBug } from '../../runtime/planted.ts'

export const bank: readonly PlantedBug[] = [
  'dual-write',
  'no-fence',
  'no-deduplication',
  'offset-before-effect',
  'position-outside-write',
  'retry-with-new-id',
  'watermark-without-idle',
  'rebuild-repeats-effects',
  'no-repeat-check',
  'no-barrier',
  'step-with-new-id',
]
