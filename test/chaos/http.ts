// One HTTP attempt as the load makes it: what came back, or that nothing did.
import { Agent, request } from 'node:http'

export type Answer = Readonly<{
  /** 0: no whole answer came */
  status: number
  body: Readonly<Record<string, unknown>>
  position: string | undefined
  retryAfter: number
}>

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const none: Answer = { status: 0, body: {}, position: undefined, retryAfter: 0 }

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  } catch {
    return undefined
  }
}

export const ask = (
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: object,
): Promise<Answer> =>
  new Promise((resolve) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const typed = body === undefined ? {} : { 'content-type': 'application/json' }
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent,
        headers: { ...headers, ...typed, 'content-length': text.length },
      },
      (answer) => {
        let said = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => {
          said += part
        })
        answer.on('error', () => resolve(none))
        answer.on('end', () => {
          const read = parsed(said)
          if (!read || !answer.complete) return resolve(none)
          const { position, 'retry-after': retryAfter } = answer.headers
          const status = answer.statusCode ?? 0
          resolve({ status, body: read, position: position as string | undefined, retryAfter: Number(retryAfter ?? 0) })
        })
      },
    )
    sent.setTimeout(10_000, () => sent.destroy())
    sent.on('error', () => resolve(none))
    sent.on('close', () => resolve(none))
    sent.end(text)
  })

export const closeConnections = (): void => agent.destroy()
