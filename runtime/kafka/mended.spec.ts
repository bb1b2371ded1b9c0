// A connection of kafkajs that is ended by all who waited on it ends once.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { mendKafkajs } from './mended.ts'

type Connection = { socket: Socket; connect(): Promise<boolean>; disconnect(): Promise<boolean> }
const require = createRequire(import.meta.url)

test('many who end one connection do not pile up on its socket', async () => {
  mendKafkajs()
  const server = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { createLogger } = require('kafkajs/src/loggers/index.js') as { createLogger(options: object): unknown }
  const Connection = require('kafkajs/src/network/connection.js') as new (options: object) => Connection
  const connection = new Connection({
    host: '127.0.0.1',
    port,
    clientId: 'mended',
    logger: createLogger({ level: 0, logCreator: () => () => undefined }),
    socketFactory: ({ onConnect }: { onConnect: () => void }) => connect({ host: '127.0.0.1', port }, onConnect),
    connectionTimeout: 1_000,
    requestTimeout: 1_000,
  })
  await connection.connect()
  const { socket } = connection
  const waiting = Array.from({ length: 20 }, () => connection.disconnect())
  await new Promise((resolve) => process.nextTick(resolve))
  const most = Math.max(...socket.eventNames().map((name) => socket.listenerCount(name)))
  await Promise.all(waiting)
  assert.ok(most <= 10, `${most} listeners of one event`)
  await once(socket, 'close')
  server.close()
})
