// One of those who race: asks over HTTP at the moment that it is told, and says what was answered.
import { setTimeout as sleep } from 'node:timers/promises'

/** `at`: ms since 1970 */
export type Start = Readonly<{
  race: number
  url: string
  path: string
  token: string
  body?: object
  /** Idempotency-Key */
  key?: string
  at: number
}>
/** `orderId`: '' unless an order was placed */
export type Finish = Readonly<{ race: number; status: number; type: string; orderId: string }>

const run = async ({ race, url, path, token, body, key, at }: Start): Promise<Finish> => {
  await sleep(Math.max(0, at - Date.now() - 2))
  while (Date.now() < at);
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(30_000),
  })
  const { type = '', orderId = '' } = (await answer.json()) as { type?: string; orderId?: string }
  return { race, status: answer.status, type, orderId }
}

process.on('message', (start: Start) => void run(start).then((finish) => process.send?.(finish)))
process.once('disconnect', () => process.exit(0))
process.send?.('ready')
