// Redis as a cache: nothing on disk, bounded, password from the data folder's secrets.
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { type Child, healthy, startChild } from './child.ts'

export type RedisOptions = Readonly<{
  folder: string
  logFile: string
  host: string
  port: number
  password: string
}>

const settings = ({ folder, host, port, password }: RedisOptions): string =>
  [
    `bind ${host}`,
    `port ${port}`,
    `dir "${folder}"`,
    `requirepass ${password}`,
    'daemonize no',
    'save ""',
    'appendonly no',
    'maxmemory 128mb',
    'maxmemory-policy allkeys-lru',
    'loglevel warning',
  ].join('\n')

/** One inline command, its first answer line. */
const answer = (host: string, port: number, command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ host, port }, () => socket.write(command))
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')))
    socket.once('error', reject)
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString())
    })
  })

export const startRedis = async (options: RedisOptions): Promise<Child> => {
  fs.mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const file = path.join(options.folder, 'redis.conf')
  fs.writeFileSync(file, `${settings(options)}\n`, { mode: 0o600 })
  const { logFile, host, port, password } = options
  const child = startChild({ name: 'redis', command: 'redis-server', args: [file], logFile })
  await healthy(child, 20, async () => (await answer(host, port, `AUTH ${password}\r\nPING\r\n`)).startsWith('+OK'))
  return child
}
