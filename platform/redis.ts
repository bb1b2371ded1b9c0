// Redis: a cache and a messenger. What it holds may be lost at any time; its absence makes things slower, never wrong.
import { Redis } from 'ioredis'
import type { Logger } from './logger.ts'

export type RedisOptions = Readonly<{ url: string /** before every key and channel */; prefix: string; logger: Logger }>

export type Cache = Readonly<{
  /** Undefined when it is not there, or Redis is not. */
  get(key: string): Promise<string | undefined>
  /** For `seconds`; whether it was kept is not told. */
  set(key: string, value: string, seconds: number): Promise<void>
  publish(channel: string, message: string): Promise<void>
  /** Calls `each` for every message of the channel until the returned function is called. Messages may be missed. */
  listen(channel: string, each: (message: string) => void): () => void
  connected(): boolean
  close(): Promise<void>
}>

/**
 * Connects in the background and again when the connection breaks, saying so once. While Redis is away every call
 * answers at once as if it were empty.
 */
export const openRedis = ({ url, prefix, logger }: RedisOptions): Cache => {
  const client = connect(url, logger)
  let subscriber: Redis | undefined
  const listeners = new Map<string, Set<(message: string) => void>>()

  const subscribed = (): Redis => {
    if (subscriber) return subscriber
    subscriber = connect(url, logger)
    subscriber.on('message', (channel: string, message: string) => {
      for (const each of listeners.get(channel) ?? []) each(message)
    })
    subscriber.on('ready', () => {
      if (listeners.size) subscriber?.subscribe(...listeners.keys()).catch(ignore)
    })
    return subscriber
  }

  const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (client.status !== 'ready') return undefined
    try {
      return await work()
    } catch (error) {
      logger.debug({ err: (error as Error).message }, 'Redis did not answer')
      return undefined
    }
  }

  return {
    get: async (key) => (await quietly(() => client.get(prefix + key))) ?? undefined,
    set: async (key, value, seconds) => {
      await quietly(() => client.set(prefix + key, value, 'EX', seconds))
    },
    publish: async (channel, message) => {
      await quietly(() => client.publish(prefix + channel, message))
    },
    listen: (channel, each) => {
      const name = prefix + channel
      const those = listeners.get(name) ?? new Set()
      listeners.set(name, those.add(each))
      const redis = subscribed()
      if (those.size === 1 && redis.status === 'ready') redis.subscribe(name).catch(ignore)
      return () => {
        those.delete(each)
        if (those.size > 0 || !listeners.delete(name)) return
        if (redis.status === 'ready') redis.unsubscribe(name).catch(ignore)
      }
    },
    connected: () => client.status === 'ready',
    close: async () => {
      for (const one of [client, subscriber]) one?.disconnect()
    },
  }
}

const ignore = () => undefined

const connect = (url: string, logger: Logger): Redis => {
  const redis = new Redis(url, {
    commandTimeout: 1_000,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  })
  let told = false
  redis.on('error', (error) => {
    if (!told) logger.warn({ err: error.message }, 'Redis is away: going on without it')
    told = true
  })
  redis.on('ready', () => {
    if (told) logger.info('Redis is back')
    told = false
  })
  return redis
}
