// kill -9 of the media room's process in the middle of a transcode, on real servers: the job is made again, and ends once.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { mediaDecider } from '../domain/media/decider.ts'
import { folderObjects } from '../platform/objects.ts'
import { deciderRoom, idOf, kafkaLog, openCommands, registryCodec, topicsOf } from '../runtime/index.ts'
import type { MediaEvent } from '../schemas/generated/types/media.ts'
import { freshInstallation } from '../test/installation.ts'
import { film, h264, picture, sound, specFolder } from './spec-inputs.ts'

const folder = await specFolder()
const env = await freshInstallation('media-kill')
const setting = (name: string): string => env[name] ?? assert.fail(`${name} is missing`)
const partitions = Number(env.MATINEE_PARTITIONS ?? 4)
const logger = pino({ level: 'silent' })
const endings: (() => Promise<unknown>)[] = []
after(async () => {
  for (const ending of endings.reverse()) await ending()
})

const until = async <T>(what: () => Promise<T | undefined>): Promise<T> => {
  for (let i = 0; i < 2400; i += 1) {
    const found = await what()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return assert.fail('it did not happen in two minutes')
}

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const startRoom = (): ChildProcess => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...env, MATINEE_LOG_LEVEL: 'error' },
    stdio: 'inherit',
  })
  endings.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  return child
}

/** Tools that work in this installation's folders. */
const toolsAtWork = async (): Promise<number> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(setting('MATINEE_STATE')) && /ffmpeg|packager/.test(line)).length
}

test('killed in the middle of an encode, started again, packaged once', { timeout: 300_000 }, async () => {
  const log = await kafkaLog({
    brokers: setting('MATINEE_KAFKA'),
    clientId: 'spec',
    installation: setting('MATINEE_INSTALLATION'),
    topicPrefix: setting('MATINEE_TOPIC_PREFIX'),
    logger,
  })
  endings.push(() => log.close())
  const codec = await registryCodec({ url: setting('MATINEE_REGISTRY') })
  await codec.prepare()
  await log.createTopics(topicsOf(partitions))
  const room = await deciderRoom({
    ...{ log, codec, partitions, logger },
    deciders: [mediaDecider],
    stateDir: join(setting('MATINEE_STATE'), 'deciders'),
    installation: setting('MATINEE_INSTALLATION'),
  })
  endings.push(() => room.stop())
  const commands = await openCommands({ log, codec, contexts: ['media'], partitions, logger })
  endings.push(() => commands.close())
  const redis = new Redis(setting('MATINEE_REDIS'), { keyPrefix: setting('MATINEE_REDIS_PREFIX') })
  endings.push(async () => redis.disconnect())

  const source = await film(folder, 'long.mp4', ...picture('640x360', 25, 60), ...sound(60), ...h264)
  const bytes = await readFile(source)
  const ids = { filmId: idOf('film', 'long'), uploadId: idOf('upload'), jobId: idOf('job') }
  const objects = await folderObjects({ root: setting('MATINEE_OBJECTS') })
  const objectKey = `uploads/${ids.filmId}/${ids.uploadId}`
  const { sha256 } = await objects.put(objectKey, [bytes])
  const request = { type: 'RequestTranscode', ...ids, objectKey, bytes: bytes.length, sha256 }
  const ask = { key: ids.filmId, commandId: idOf('ask', ids.jobId), bodyHash: sha256, actor: idOf('spec') }
  const asked = await until(async () => {
    const outcome = await commands.submit('media', request, ask)
    return outcome.status === 'accepted' ? outcome : undefined
  })
  assert.equal(asked.events[0]?.type, 'TranscodeRequested')

  const types = async (): Promise<string[]> => {
    const found: string[] = []
    for (let partition = 0; partition < partitions; partition += 1) {
      const { committed } = await log.ends({ topic: 'media', partition })
      await log.read({ topic: 'media', partition }, 0n, committed, async (records) => {
        await codec.learn(records.map(({ value }) => value))
        for (const { key, value } of records)
          if (key === ids.filmId) found.push((codec.decode(value) as MediaEvent).type)
      })
    }
    return found
  }
  const progress = async (): Promise<{ stage: string; percent: number } | undefined> => {
    const text = await redis.get(`progress:${ids.filmId}`)
    return text ? JSON.parse(text) : undefined
  }

  const killed = startRoom()
  await until(async () => {
    assert.equal(killed.exitCode, null, 'the room runs')
    const { stage, percent = 0 } = (await progress()) ?? {}
    return stage === 'encode' && percent > 0 ? percent : undefined
  })
  assert.ok((await toolsAtWork()) > 0)
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  await until(async () => ((await toolsAtWork()) === 0 ? true : undefined))
  assert.deepEqual(await types(), ['TranscodeRequested', 'TranscodeStarted'])
  assert.deepEqual(await objects.list(`films/${ids.filmId}`), [], 'nothing partial is visible')

  startRoom()
  await until(async () => ((await types()).includes('MediaPackaged') ? true : undefined))
  await until(async () => ((await progress())?.stage === 'done' ? true : undefined))
  assert.deepEqual(await types(), ['TranscodeRequested', 'TranscodeStarted', 'TranscodeStarted', 'MediaPackaged'])
  const names = (await objects.list(`films/${ids.filmId}/${ids.jobId}`)).map(({ key }) => key.split('/').at(-1))
  for (const name of ['master.m3u8', 'manifest.mpd', 'poster.jpg', '240p.mp4', '360p.mp4', 'audio.mp4'])
    assert.ok(names.includes(name), `${name} is not there`)
  const work = await readdir(join(setting('MATINEE_STATE'), 'media-work'), { recursive: true, withFileTypes: true })
  assert.deepEqual(
    work.filter((entry) => entry.isFile()).map(({ name }) => name),
    [],
  )
})
