// Faults of the servers themselves: killed, emptied, on a disk that is slow or full; and webhooks that come thrice.
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { until } from '../rooms.ts'
import { type Fault, type Field, listen } from './fault.ts'

/** F4: gone while commands were on their way (some were put off), and back on the same folder. */
export const brokerKilled: Fault = async ({ servers, load }) => {
  const before = load.seen.putOff
  const exit = await servers.killAndStart('kafka')
  return exit?.signal === 'SIGKILL' && load.seen.putOff > before
}

/** F15: who uses it says that it is away, and that it is back. */
export const redisKilled: Fault = async (field) => {
  const heard = listen(field)
  const exit = await field.servers.killAndStart('redis', 300)
  return exit?.signal === 'SIGKILL' && (await until(10_000, () => heard(/Redis is away/) && heard(/Redis is back/)))
}

/** F15: it held something, holds nothing, and is filled again by what is asked. */
export const redisFlushed: Fault = async ({ servers }) => {
  const redis = new Redis(servers.direct.MATINEE_REDIS ?? '', { lazyConnect: true, maxRetriesPerRequest: 1 })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    const held = await until(10_000, async () => (await redis.dbsize()) > 0)
    const [, size] = (await redis.multi().flushall().dbsize().exec()) ?? []
    return held && size?.[1] === 0 && (await until(10_000, async () => (await redis.dbsize()) > 0))
  } finally {
    redis.disconnect()
  }
}

/** The broker's disk stands still again and again: seen when, three times, no command was acknowledged while it stood. */
export const diskSlow: Fault = async ({ servers, load }) => {
  if (!servers.disk) return false
  let held = 0
  for (let i = 0; i < 6 && held < 3; i++) {
    const { over } = await servers.disk.freeze(0.6)
    let isOver = false
    void over.then(() => {
      isOver = true
    })
    // What was flushed just before is still answered.
    await wait(150)
    const before = load.seen.acknowledged
    await wait(250)
    if (!isOver && load.seen.acknowledged === before) held++
    await over
    await until(5_000, () => load.seen.acknowledged > before)
  }
  return held === 3
}

/**
 * F9: the broker's disk is full, it ends itself, commands are put off; with space again and the broker started, it
 * goes on. Ended by its supervisor when it stands instead of ending.
 */
export const diskFull: Fault = async ({ servers, load }) => {
  if (!servers.disk) return false
  const before = load.seen.putOff
  const ended = servers.ended('kafka')
  servers.disk.fill()
  try {
    const exit = await Promise.race([ended, wait(20_000)])
    await until(10_000, () => load.seen.putOff > before)
    return exit?.signal === null && load.seen.putOff > before
  } finally {
    servers.disk.empty()
    await servers.killAndStart('kafka')
  }
}

/** Whether a webhook was taken more often than once, of orders since. */
const takenAgain = async ({ bank, load }: Field, since: number): Promise<boolean> => {
  const payments = await Promise.all(load.seen.orders.slice(since).map((orderId) => bank.paymentsOf(orderId)))
  for (const { id } of payments.flat()) {
    const deliveries = await bank.deliveriesOf(id)
    const taken = deliveries.filter(({ answered }) => answered !== null && answered < 300)
    if (new Set(taken.map(({ eventId }) => eventId)).size < taken.length) return true
  }
  return false
}

/** F19: every webhook three times; seen when the API took one again (the checker counts charges). */
export const webhooksRepeated: Fault = async (field) => {
  const since = field.load.seen.orders.length
  await field.bank.behave({ delayMs: 0, times: 3, reverse: false, settleMs: null })
  const seen = await until(15_000, () => takenAgain(field, since))
  await field.bank.behave({ delayMs: 0, times: 1, reverse: false, settleMs: null })
  return seen
}
