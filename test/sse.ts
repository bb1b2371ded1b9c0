// Reads a stream of server-sent events as a client would.

export type SentEvent = Readonly<{ event: string; id: string; data: Readonly<Record<string, unknown>> }>

export type Stream = Readonly<{
  /** The next event (of this name); undefined when the stream has ended. Rejects after `limitMs`. */
  next(name?: string, limitMs?: number): Promise<SentEvent | undefined>
  close(): void
}>

const eventIn = (block: string): SentEvent | undefined => {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const event = field('event')
  return event === undefined
    ? undefined
    : { event, id: field('id') ?? '', data: JSON.parse(field('data') ?? '{}') as Record<string, unknown> }
}

/** Throws unless the answer is a stream. */
export const openStream = async (
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Stream> => {
  const ended = new AbortController()
  const answer = await fetch(new URL(path, url), { headers, signal: ended.signal })
  const type = answer.headers.get('content-type') ?? ''
  if (!answer.ok || !answer.body || !type.startsWith('text/event-stream'))
    throw new Error(`${path}: ${answer.status} ${type}`)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''

  const read = async (): Promise<SentEvent | undefined> => {
    for (;;) {
      const at = rest.indexOf('\n\n')
      if (at >= 0) {
        const found = eventIn(rest.slice(0, at))
        rest = rest.slice(at + 2)
        if (found) return found
        continue
      }
      const { value, done } = await reader.read()
      if (done) return undefined
      rest += value
    }
  }
  return {
    next: async (name, limitMs = 60_000) => {
      const late = setTimeout(() => ended.abort(new Error(`no event ${name ?? ''} in ${limitMs / 1000} s`)), limitMs)
      try {
        for (;;) {
          const found = await read()
          if (!found || name === undefined || found.event === name) return found
        }
      } finally {
        clearTimeout(late)
      }
    },
    close: () => ended.abort(),
  }
}
