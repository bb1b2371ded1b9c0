// Reading where no group can be joined: said at once, and nothing of it is left behind.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { hasty, kafkaClient } from './client.ts'
import { namesWith } from './names.ts'
import type { Places } from './places.ts'
import { type ReaderDeps, read } from './readers.ts'

const logger = pino({ level: 'silent' })
// Nobody listens on port 1; where the partition begins and ends was heard before the broker went.
const kafka = kafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'readers', logger }, hasty)
const places = {
  start: async () => 0n,
  ends: async () => ({ committed: 10n, end: 10n }),
} as unknown as Places

test('a stretch that cannot be read since the broker went does not end the process later', async () => {
  const background: Promise<unknown>[] = []
  const deps: ReaderDeps = {
    kafka,
    admin: kafka.admin(),
    places,
    names: namesWith(''),
    logger,
    closing: (work) => void background.push(work),
    forget: async () => undefined,
    stalledAfter: 300,
  }
  await assert.rejects(read(deps, { topic: 't', partition: 0 }, 0n, 10n, () => undefined))
  // What was left behind would be thrown here, and fail this file.
  await Promise.allSettled(background)
  await wait(500)
})
