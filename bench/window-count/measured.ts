// Watches an output until all is counted, checks it, and tells the rate by the broker's own times of it.
import { setTimeout as wait } from 'node:timers/promises'
import type { Log, LogRecord } from '../../runtime/index.ts'
import type { Counts } from './input.ts'
import { job } from './job.ts'

/** What a record of an output says; undefined: nothing. */
export type Said = (record: LogRecord) => Readonly<{ name: string; count: number }> | undefined

export type Watch = Readonly<{
  /** events/s, once all is counted: from a tenth of them on, so that what starts is warm. Throws when counts differ. */
  rate(wanted: Counts): Promise<number>
}>

const LOOK_EVERY = 250
const WITHIN = 600_000

const sum = (counts: Iterable<number>) => [...counts].reduce((all, one) => all + one, 0)

/** What stands in the topic already is left out. */
export const watch = async (log: Log, topic: string, said: Said): Promise<Watch> => {
  const places = Array.from({ length: job.partitions }, (_, partition) => ({ topic, partition }))
  const next = await Promise.all(places.map(async (at) => (await log.ends(at)).committed))
  const counted = new Map<string, number>()
  const rises: { at: number; by: number }[] = []
  let total = 0

  const take = (record: LogRecord) => {
    const one = said(record)
    if (!one) return
    const by = one.count - (counted.get(one.name) ?? 0)
    counted.set(one.name, one.count)
    rises.push({ at: record.timestamp, by })
    total += by
  }

  const look = async () => {
    for (const at of places) {
      const { committed } = await log.ends(at)
      await log.read(at, next[at.partition] ?? 0n, committed, (records) => records.forEach(take))
      next[at.partition] = committed
    }
  }

  return {
    rate: async (wanted) => {
      const all = sum(wanted.values())
      for (const began = performance.now(); total < all; await look()) {
        if (performance.now() - began > WITHIN) throw new Error(`${total} of ${all} events were counted in ${topic}`)
        await wait(LOOK_EVERY)
      }
      for (const [name, count] of wanted)
        if (counted.get(name) !== count) throw new Error(`${topic} says ${counted.get(name)} for ${name}, not ${count}`)
      if (counted.size !== wanted.size) throw new Error(`${counted.size} windows instead of ${wanted.size}`)
      // By the time of the broker: how many were counted after the first tenth, and in how long.
      const times = Map.groupBy(rises, ({ at }) => at)
      const steps = [...times]
        .sort(([a], [b]) => a - b)
        .map(([at, list]) => ({ at, by: sum(list.map(({ by }) => by)) }))
      const upTo = (i: number) => sum(steps.slice(0, i + 1).map(({ by }) => by))
      const warm = steps.findIndex((_, i) => upTo(i) >= all / 10)
      const [from, last] = [steps[warm], steps.at(-1)]
      if (!from || !last) throw new Error(`nothing was said in ${topic}`)
      return ((all - upTo(warm)) / (last.at - from.at)) * 1_000
    },
  }
}
