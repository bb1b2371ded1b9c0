// Which playbacks and films edge refuses although their tokens are good: a list fed by query-api, kept in memory.
import type { Logger } from '../platform/logger.ts'
import type { Service } from '../platform/service.ts'

/** As GET /v1/internal/closures answers; `expiresAt` ISO 8601, null for films. */
type Item = Readonly<{
  sequence: string
  playbackId: string | null
  filmId: string | null
  closed: boolean
  expiresAt: string | null
}>
type Page = Readonly<{ items: readonly Item[]; next: string }>

export type Closures = Readonly<{
  isClosed(playbackId: string, filmId: string): boolean
  service: Service
}>

export type ClosureOptions = Readonly<{
  /** origin of query-api; a function where it is known only later */
  url: string | (() => string)
  /** MATINEE_INTERNAL_SECRET */
  secret: string
  /** ms between two looks; a closed session is refused within this and one request */
  everyMs?: number
  logger: Logger
  now?: () => number
}>

const requestTimeoutMs = 3_000
/** Older than this the list is said to be stale; edge plays on with it (docs/adr/0002). */
const staleAfterMs = 10_000

/** Ready after the first full read. A look that fails is tried again; the last known list holds meanwhile. */
export const followClosures = ({ url, secret, everyMs = 2_000, logger, now = Date.now }: ClosureOptions): Closures => {
  const playbacks = new Map<string, number>()
  const films = new Set<string>()
  const stopping = new AbortController()
  let after = '0'
  let readAt: number | undefined
  let failing = false

  const take = ({ playbackId, filmId, closed, expiresAt }: Item) => {
    if (playbackId) playbacks.set(playbackId, expiresAt ? Date.parse(expiresAt) : Number.POSITIVE_INFINITY)
    else if (filmId && closed) films.add(filmId)
    else if (filmId) films.delete(filmId)
  }

  const readAll = async () => {
    for (;;) {
      const answer = await fetch(`${typeof url === 'string' ? url : url()}/v1/internal/closures?after=${after}`, {
        headers: { 'internal-secret': secret },
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(requestTimeoutMs)]),
      })
      if (!answer.ok) throw new Error(`closures: ${answer.status}`)
      const { items, next } = (await answer.json()) as Page
      for (const item of items) take(item)
      after = next
      if (items.length === 0) break
    }
    readAt = now()
    for (const [playbackId, until] of playbacks) if (until < now()) playbacks.delete(playbackId)
  }

  let firstRead = () => {}
  const ready = new Promise<void>((resolve) => {
    firstRead = resolve
  })
  const look = async () => {
    try {
      await readAll()
      firstRead()
      if (failing) logger.info('closures are read again')
      failing = false
    } catch (error) {
      if (stopping.signal.aborted) return
      if (!failing && readAt !== undefined) logger.warn({ err: error }, 'closures cannot be read; the last list holds')
      failing = true
    }
  }
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await look()
      await pause(readAt === undefined ? Math.min(everyMs, 250) : everyMs, stopping.signal)
    }
  })()

  const age = () => (readAt === undefined ? undefined : now() - readAt)
  return {
    isClosed: (playbackId, filmId) => playbacks.has(playbackId) || films.has(filmId),
    service: {
      name: 'edge closures',
      ready,
      health: () => ({
        ok: readAt !== undefined,
        detail: {
          ageMs: age() ?? null,
          stale: (age() ?? 0) > staleAfterMs,
          playbacks: playbacks.size,
          films: films.size,
        },
      }),
      stop: async () => {
        stopping.abort()
        await loop
      },
    },
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
