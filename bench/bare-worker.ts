// The bare loop in a process of its own, with kafkajs as it comes.
import { randomUUID } from 'node:crypto'
import { type BareOptions, bareLoop } from './bare-loop.ts'
import { inFlight } from './in-flight.ts'
import { answering } from './reference-process.ts'

const loop = await bareLoop(JSON.parse(process.argv[2] ?? '') as BareOptions)
answering(
  (width, count) => inFlight(width, count, () => loop.submit(randomUUID())),
  () => loop.close(),
)
