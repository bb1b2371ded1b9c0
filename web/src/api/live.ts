// Follows a live route and keeps following it: renews the token, reconnects, tells where it left off.
import { failureOf, problemOf } from './problem.ts'
import { delayAfter, pause, type RetryRule } from './retry.ts'
import { accessToken } from './session.ts'
import { eventReader, type ServerEvent } from './sse.ts'

const rule: RetryRule = { tries: Number.POSITIVE_INFINITY, firstMs: 500, maxMs: 10_000 }

export type LiveState = 'connecting' | 'live' | 'broken'

export type Follow = Readonly<{
  path: string
  onEvent(event: ServerEvent): void
  onState?(state: LiveState, error?: unknown): void
  signal: AbortSignal
}>

const open = async (path: string, signal: AbortSignal, lastId: string, refused?: string): Promise<Response> => {
  const token = await accessToken(refused)
  const headers = {
    accept: 'text/event-stream',
    authorization: `Bearer ${token}`,
    ...(lastId && { 'last-event-id': lastId }),
  }
  const answer = await fetch(path, { headers, signal, cache: 'no-store' })
  if (answer.status === 401 && refused === undefined) return open(path, signal, lastId, token)
  if (!answer.ok) throw await problemOf(answer)
  return answer
}

// By hand, because not every browser can iterate over a stream.
const eachEvent = async (answer: Response, onEvent: (event: ServerEvent) => void): Promise<void> => {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const read = eventReader()
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) return
    for (const event of read(part.value)) onEvent(event)
  }
}

/**
 * Calls back with every event until the signal aborts. A refusal (4xx) ends it with state `broken`; anything else,
 * the end of the stream too, is tried again.
 */
export const follow = async (live: Follow): Promise<void> => {
  const { onEvent, onState, signal } = live
  let lastId = ''
  let failures = 0
  while (!signal.aborted) {
    try {
      onState?.('connecting')
      const answer = await open(live.path, signal, lastId)
      onState?.('live')
      await eachEvent(answer, (event) => {
        failures = 0
        lastId = event.id || lastId
        onEvent(event)
      })
    } catch (thrown) {
      if (signal.aborted) return
      const error = failureOf(thrown, false)
      const { status = 0 } = error as { status?: number }
      onState?.(status >= 400 && status < 500 ? 'broken' : 'connecting', error)
      if (status >= 400 && status < 500 && status !== 429) return
    }
    failures += 1
    await pause(delayAfter(rule, failures), signal).catch(() => {})
  }
}
