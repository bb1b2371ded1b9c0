// Which order is looked at when: so many at once, one step of an order at a time, woken early by news.

export type Entry = Readonly<{
  /** ms since 1970 */
  at: number
  /** its payment was attached a moment ago */
  fresh: boolean
  /** tries in a row that came to nothing */
  failures: number
  /** looks in a row that found nothing new */
  looks: number
}>

/** When to look again, or undefined: no more. */
export type Look = (orderId: string, entry: Entry) => Promise<Entry | undefined>

export type Agenda = Readonly<{
  /** Look now; an order that is being looked at is looked at once more afterwards. */
  wake(orderId: string, fresh?: boolean): void
  drop(orderId: string): void
  /** Those whose tries failed, now: what failed them is over. */
  wakeFailed(): void
  size(): number
  /** Resolves when nothing is being looked at any more. */
  stop(): Promise<void>
}>

export type AgendaDeps = Readonly<{ look: Look; atOnce: number; now: () => number }>

export const openAgenda = ({ look, atOnce, now }: AgendaDeps): Agenda => {
  const entries = new Map<string, Entry>()
  const looking = new Map<string, Promise<void>>()
  const news = new Map<string, boolean>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const lookAt = async (orderId: string, entry: Entry): Promise<void> => {
    const next = await look(orderId, entry)
    looking.delete(orderId)
    const fresh = news.get(orderId)
    news.delete(orderId)
    if (next && entries.has(orderId)) entries.set(orderId, next)
    else if (!next) entries.delete(orderId)
    if (fresh !== undefined) wake(orderId, fresh)
    schedule()
  }

  const run = (): void => {
    const due = [...entries].filter(([id, { at }]) => at <= now() && !looking.has(id)).sort((a, b) => a[1].at - b[1].at)
    for (const [orderId, entry] of due.slice(0, atOnce - looking.size)) looking.set(orderId, lookAt(orderId, entry))
    schedule()
  }

  const schedule = (): void => {
    clearTimeout(timer)
    if (stopped || looking.size >= atOnce) return
    let next = Number.POSITIVE_INFINITY
    for (const [id, { at }] of entries) if (!looking.has(id)) next = Math.min(next, at)
    if (next < Number.POSITIVE_INFINITY) timer = setTimeout(run, Math.min(Math.max(next - now(), 0), 60_000))
  }

  const wake = (orderId: string, fresh = false): void => {
    if (stopped) return
    if (looking.has(orderId)) return void news.set(orderId, fresh || (news.get(orderId) ?? false))
    entries.set(orderId, { at: now(), fresh, failures: entries.get(orderId)?.failures ?? 0, looks: 0 })
    schedule()
  }

  return {
    wake,
    drop: (orderId) => {
      entries.delete(orderId)
      news.delete(orderId)
    },
    wakeFailed: () => {
      for (const [orderId, entry] of entries) if (entry.failures > 0) entries.set(orderId, { ...entry, at: now() })
      schedule()
    },
    size: () => entries.size,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await Promise.all(looking.values())
    },
  }
}
