// The bare loop in a process of its own, with kafkajs as it comes: measured when asked over IPC.
import { randomUUID } from 'node:crypto'
import { bareLoop } from './bare-loop.ts'
import type { BareOptions, BareRequest } from './bare-process.ts'
import { inFlight } from './in-flight.ts'

const options = JSON.parse(process.argv[2] ?? '') as BareOptions
const loop = await bareLoop(options)
process.on('message', ({ width, count }: BareRequest) => {
  void inFlight(width, count, () => loop.submit(randomUUID())).then((measured) => process.send?.(measured))
})
process.once('disconnect', () => void loop.close().then(() => process.exit(0)))
process.send?.('ready')
