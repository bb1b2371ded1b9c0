// How much garbage a room may gather.
import { setFlagsFromString } from 'node:v8'

/**
 * V8 lets the heap of a process that is busy grow to several times of what lives in it; here to 1.3 times. For rooms that
 * work off whatever there is: the more there is to read, the larger they would be (docs/adr/0014).
 */
export const growHeapSlowly = (): void => setFlagsFromString('--heap-growing-percent=30')
