// Redis as a cache and a messenger: it works when it is there, and nothing waits or fails when it is not.
import assert from 'node:assert/strict'
import { connect, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { freshInstallation } from '../test/installation.ts'
import { createLogger } from './logger.ts'
import { openRedis } from './redis.ts'

const env = await freshInstallation('redis')
const logger = createLogger('test', 'silent')
const closing: (() => Promise<void>)[] = []
after(() => Promise.all(closing.map((close) => close())))

const redisAt = (url = env.MATINEE_REDIS ?? '') => {
  const redis = openRedis({ url, prefix: env.MATINEE_REDIS_PREFIX ?? '', logger })
  closing.push(redis.close)
  return redis
}

const eventually = async (holds: () => boolean | Promise<boolean>) => {
  const until = Date.now() + 60_000
  while (!(await holds())) {
    assert.ok(Date.now() < until, 'waited too long')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('a value is kept and found by another client', async () => {
  const [one, other] = [redisAt(), redisAt()]
  await eventually(() => one.connected() && other.connected())
  await one.set('page', 'hello', 60)
  assert.equal(await other.get('page'), 'hello')
  assert.equal(await other.get('nothing'), undefined)
})

test('messages reach every listener until it stops listening', async () => {
  const [one, other] = [redisAt(), redisAt()]
  const heard: string[] = []
  const stop = other.listen('news', (message) => heard.push(message))
  await eventually(async () => {
    await one.publish('news', 'x')
    return heard.length > 0
  })
  stop()
  const second: string[] = []
  other.listen('other news', (message) => second.push(message))
  await eventually(async () => {
    await one.publish('other news', 'y')
    return second.length > 0
  })
  const before = heard.length
  await one.publish('news', 'x')
  await one.publish('other news', 'last')
  await eventually(() => second.includes('last'))
  assert.equal(heard.length, before)
})

test('without Redis everything answers as if it were empty, and it comes back by itself', async () => {
  const target = new URL(env.MATINEE_REDIS ?? '')
  const sockets = new Set<Socket>()
  let lets = false
  const proxy = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (!lets) return socket.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    upstream.on('error', () => undefined)
    socket.on('close', () => upstream.destroy())
    socket.pipe(upstream).pipe(socket)
    return undefined
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((proxy.address() as { port: number }).port)
  const redis = redisAt(url.href)
  const heard: string[] = []
  redis.listen('news', (message) => heard.push(message))
  await redis.set('key', 'value', 60)
  assert.equal(await redis.get('key'), undefined)
  assert.equal(redis.connected(), false)

  lets = true
  await eventually(() => redis.connected())
  await redis.set('key', 'value', 60)
  assert.equal(await redis.get('key'), 'value')
  await eventually(async () => {
    await redis.publish('news', 'back')
    return heard.length > 0
  })

  lets = false
  for (const socket of sockets) socket.destroy()
  await eventually(() => !redis.connected())
  assert.equal(await redis.get('key'), undefined)
  await new Promise<void>((resolve) => {
    proxy.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
})
