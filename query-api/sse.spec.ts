// A stream whose client does not read, and one that is open when the process stops.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import type { Auth } from '../platform/auth.ts'
import { createApp, serve } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import { type Live, pause, stream, streaming } from './sse.ts'

const anybody = {
  verifyAccess: async (personId: string) => ({ personId, sessionId: 's', roles: [], simulated: false }),
} as unknown as Auth

const serving = async (work: (live: Live) => Promise<void>) => {
  const app = await createApp({ logger: createLogger('test', 'silent'), title: 'spec', auth: anybody })
  app.get('/live', { ...streaming, config: { allow: 'signed-in' } }, (request, reply) =>
    stream(app, request, reply, work),
  )
  return serve(app, { name: 'spec', host: '127.0.0.1', port: 0 })
}
const connect = (port: number) => {
  const socket = net.connect(port, '127.0.0.1')
  socket.write('GET /live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer p\r\nLast-Event-ID: 7\r\n\r\n')
  return socket
}

test('a client that does not read is cut off before it fills the memory', async () => {
  const ended = Promise.withResolvers<number>()
  const server = await serving(async (live) => {
    let sent = 0
    for (; !live.signal.aborted && sent < 100; sent++) {
      live.send('big', 'x'.repeat(1_000_000), String(sent))
      await pause(5, live.signal)
    }
    ended.resolve(sent)
  })
  const socket = connect(server.port)
  socket.pause()
  socket.on('error', () => undefined)
  const sent = await ended.promise
  assert.ok(sent < 100, `it took ${sent} MB`)
  socket.destroy()
  await server.stop()
})

test('the client is told where it was, and a process that stops ends its streams', async () => {
  const begun = Promise.withResolvers<void>()
  const server = await serving(async (live) => {
    live.send('here', { lastId: live.lastId }, '8')
    begun.resolve()
    await pause(60_000, live.signal)
  })
  const socket = connect(server.port)
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk
  })
  await begun.promise
  const stopped = server.stop()
  await Promise.all([once(socket, 'end'), stopped])
  assert.match(text, /id: 8\nevent: here\ndata: {"lastId":"7"}\n\n/)
  socket.destroy()
})

test('HEAD of a stream is refused: it would never end', async () => {
  const server = await serving((live) => pause(60_000, live.signal))
  const answer = await fetch(`${server.url}/live`, { method: 'HEAD', headers: { authorization: 'Bearer p' } })
  assert.equal(answer.status, 405)
  await server.stop()
})
