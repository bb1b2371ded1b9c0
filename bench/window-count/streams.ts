// The reference: bench/kafka-streams in a Java of its own, told by lines which round is wanted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { java, streamsJars } from '../../start/servers/places.ts'
import { job } from './job.ts'
import type { Counter } from './ours.ts'

type StreamsOptions = Readonly<{ brokers: string; prefix: string; output: string; folder: string }>

export const streams = ({ brokers, prefix, output, folder }: StreamsOptions): Counter => {
  const settings = [job.windowMs, job.graceMs, job.commitMs, job.threads].map(String)
  const child = spawn(
    java(),
    [
      ...['-Xmx1g', '-cp', join(streamsJars, '*'), 'WindowCount'],
      ...[brokers, `${prefix}playback`, `${prefix}${output}`, ...settings, folder],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const ask = async (line: string): Promise<string> => {
    child.stdin.write(`${line}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error('the reference ended')
    return value
  }
  return {
    begin: async (round) => void (await ask(`${prefix}streams-${round}`)),
    end: async () => Number((await ask('')).trim()) / 1e9,
    close: async () => {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}
