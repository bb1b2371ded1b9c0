// A client that gives away what must never be kept: a name, an e-mail, addresses, a user agent, a password, a card number.
import http from 'node:http'
import { text } from 'node:stream/consumers'

export const planted = {
  email: 'planted.person@example.org',
  name: 'Planted Pictures GmbH',
  password: 'planted-password-5c1e',
  agent: 'PlantedBrowser/7.7 (Planted; x64)',
  /** where the connection comes from: all of 127/8 is this machine */
  address: '127.77.77.77',
  forwarded: '203.0.113.77',
  card: '4242424242424242',
} as const

/** How any of it would look in a record, a header or a log line; the address also in a proxy's IPv6 notation. */
export const traces: readonly RegExp[] = [/planted/i, /127\.77\.77\.77/, /203\.0\.113\.77/, /4242[ -]?4242[ -]?4242/]

export type PlantedAnswer = Readonly<{ status: number; body: Readonly<Record<string, unknown>> }>

export const plantedCall = async (
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<PlantedAnswer> => {
  const told = {
    'user-agent': planted.agent,
    'x-forwarded-for': planted.forwarded,
    forwarded: `for=${planted.forwarded}`,
    'x-real-ip': planted.forwarded,
    referer: `http://shop.example/?card=${planted.card}&email=${planted.email}`,
    cookie: `email=${planted.email}`,
  }
  const type = body ? { 'content-type': 'application/json' } : {}
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const options = { method, localAddress: planted.address, headers: { ...told, ...type, ...headers } }
    const request = http.request(new URL(path, url), options, resolve).on('error', reject)
    request.setTimeout(30_000, () => request.destroy(new Error('no answer')))
    request.end(body ? JSON.stringify(body) : undefined)
  })
  const said = await text(answer)
  const isJson = answer.headers['content-type']?.includes('json') ?? false
  return { status: answer.statusCode ?? 0, body: isJson ? (JSON.parse(said) as Record<string, unknown>) : {} }
}
