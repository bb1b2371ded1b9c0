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
export type Look = (jobId: string, entry: Entry) => Promise<Entry | undefined>

export type Agenda = Readonly<{
  /** Look now; an order that is being looked at is looked at once more afterwards. */
  wake(jobId: string, fresh?: boolean): void
  drop(jobId: string): void
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

  const lookAt = async (jobId: string, entry: Entry): Promise<void> => {
    const next = await look(jobId, entry)
    looking.delete(jobId)
    const fresh = news.get(jobId)
    news.delete(jobId)
    if (next && entries.has(jobId)) entries.set(jobId, next)
    else if (!next) entries.delete(jobId)
    if (fresh !== undefined) wake(jobId, fresh)
    schedule()
  }

  const run = (): void => {
    const due = [...entries].filter(([id, { at }]) => at <= now() && !looking.has(id)).sort((a, b) => a[1].at - b[1].at)
    for (const [jobId, entry] of due.slice(0, atOnce - looking.size)) looking.set(jobId, lookAt(jobId, entry))
    schedule()
  }

  const schedule = (): void => {
    clearTimeout(timer)
    if (stopped || looking.size >= atOnce) return
    let next = Number.POSITIVE_INFINITY
    for (const [id, { at }] of entries) if (!looking.has(id)) next = Math.min(next, at)
    if (next < Number.POSITIVE_INFINITY) timer = setTimeout(run, Math.min(Math.max(next - now(), 0), 60_000))
  }

  const wake = (jobId: string, fresh = false): void => {
    if (stopped) return
    if (looking.has(jobId)) return void news.set(jobId, fresh || (news.get(jobId) ?? false))
    entries.set(jobId, { at: now(), fresh, failures: entries.get(jobId)?.failures ?? 0, looks: 0 })
    schedule()
  }

  return {
    wake,
    drop: (jobId) => {
      entries.delete(jobId)
      news.delete(jobId)
    },
    wakeFailed: () => {
      for (const [jobId, entry] of entries) if (entry.failures > 0) entries.set(jobId, { ...entry, at: now() })
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
