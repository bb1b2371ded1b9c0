// The media room on a log with the real decider, object store, ffmpeg and packager: every job ends, once, whatever happens.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterEach, test } from 'node:test'
import { pino } from 'pino'
import { mediaDecider } from '../domain/media/decider.ts'
import { folderObjects, type ObjectStore } from '../platform/objects.ts'
import type { Service } from '../platform/service.ts'
import { deciderRoom, idOf, memoryCodec, memoryLog, openCommands, topicsOf } from '../runtime/index.ts'
import type { MediaEvent } from '../schemas/generated/types/media.ts'
import { type MediaWorkerDeps, mediaWorker } from './room.ts'
import { film, h264, picture, sound, specFolder } from './spec-inputs.ts'
import type { JobProgress } from './transcode.ts'

const folder = await specFolder()
const good = await film(folder, 'good.mp4', ...picture('320x180', 25, 2), ...sound(2), ...h264)
const logger = pino({ level: 'silent' })
const partitions = 2
const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

const until = async <T>(what: () => T | undefined | Promise<T | undefined>): Promise<T> => {
  for (let i = 0; i < 3000; i += 1) {
    const found = await what()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return assert.fail('it did not happen in a minute')
}

/** A house with a log, the media decider, an object store, and as many workers as the test starts. */
const open = async () => {
  const root = await mkdtemp(join(folder, 'house-'))
  const [log, codec] = [memoryLog(), memoryCodec()]
  await log.createTopics(topicsOf(partitions))
  const room = await deciderRoom({
    ...{ log, codec, partitions, logger },
    deciders: [mediaDecider],
    stateDir: join(root, 'state'),
    installation: 'spec',
  })
  running.push(room)
  const commands = await openCommands({ log, codec, contexts: ['media'], partitions, logger })
  running.push({ stop: () => commands.close() })
  const objects = await folderObjects({ root: join(root, 'objects') })
  const progress: JobProgress[] = []
  const workDir = join(root, 'work')

  const ask = async (name: string, bytes: Buffer) => {
    const ids = { filmId: idOf('film', name), uploadId: idOf('upload', name), jobId: idOf('job', name) }
    const objectKey = `uploads/${ids.filmId}/${ids.uploadId}`
    const { sha256 } = await objects.put(objectKey, [bytes])
    const request = { type: 'RequestTranscode', ...ids, objectKey, bytes: bytes.length, sha256 }
    const outcome = await commands.submit('media', request, {
      key: ids.filmId,
      commandId: idOf('ask', name),
      bodyHash: sha256,
      actor: 'spec',
    })
    assert.equal(outcome.status, 'accepted')
    return ids
  }

  const events = async (filmId: string): Promise<MediaEvent[]> => {
    const found: MediaEvent[] = []
    for (let partition = 0; partition < partitions; partition += 1) {
      const { committed } = await log.ends({ topic: 'media', partition })
      await log.read({ topic: 'media', partition }, 0n, committed, (records) => {
        for (const { key, value } of records) if (key === filmId) found.push(codec.decode(value) as MediaEvent)
      })
    }
    return found
  }
  const types = async (filmId: string) => (await events(filmId)).map(({ type }) => type)
  const end = (filmId: string) =>
    until(async () => (await events(filmId)).find(({ type }) => type === 'MediaPackaged' || type === 'TranscodeFailed'))

  const work = async (part: Partial<MediaWorkerDeps> = {}): Promise<Service> => {
    const publishProgress = (one: JobProgress) => void progress.push(one)
    const worker = await mediaWorker({
      ...{ log, codec, objects, commands, logger, workDir, publishProgress, retryMs: 10 },
      ...part,
    })
    running.push(worker)
    return worker
  }
  const left = async () => ({
    staging: (await objects.list('staging')).length,
    work: (await readdir(workDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length,
  })
  return { root, log, commands, objects, progress, workDir, ask, events, types, end, work, left }
}

test('a request becomes a published set, with its progress on the way', async () => {
  const house = await open()
  const { filmId, jobId, uploadId } = await house.ask('one', await readFile(good))
  await house.work()
  const made = await house.end(filmId)
  assert.ok(made.type === 'MediaPackaged', made.type)
  assert.deepEqual([made.uploadId, made.prefix, made.durationMs], [uploadId, `films/${filmId}/${jobId}`, 2000])
  assert.deepEqual(await house.types(filmId), ['TranscodeRequested', 'TranscodeStarted', 'MediaPackaged'])

  const there = (await house.objects.list(made.prefix)).map(({ key }) => key.slice(made.prefix.length + 1))
  for (const name of [made.hls, made.dash, made.poster, made.thumbnails, ...made.renditions.map(({ file }) => file)])
    assert.ok(name && there.includes(name), `${name} is not there`)
  await until(() => house.progress.find(({ stage }) => stage === 'done'))
  assert.deepEqual(
    [...new Set(house.progress.map(({ stage }) => stage))],
    ['probe', 'encode', 'package', 'images', 'done'],
  )
  assert.ok(house.progress.every((one) => one.filmId === filmId && one.jobId === jobId))
  assert.deepEqual(await house.left(), { staging: 0, work: 0 })
})

test('bad films fail with their reasons, and the worker goes on with the next', async () => {
  const house = await open()
  const bad = [
    ['text', Buffer.from('This is not a film at all.'), 'not-a-video'],
    ['empty', Buffer.alloc(0), 'empty'],
    ['playlist', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), 'unsafe-container'],
    ['cut', (await readFile(good)).subarray(0, 5000), 'truncated'],
  ] as const
  const asked = []
  for (const [name, bytes, reason] of bad) asked.push({ ...(await house.ask(name, bytes)), reason })
  const last = await house.ask('after', await readFile(good))
  await house.work()
  for (const { filmId, uploadId, reason } of asked) {
    const failed = await house.end(filmId)
    assert.ok(failed.type === 'TranscodeFailed', failed.type)
    assert.deepEqual([failed.reason, failed.uploadId], [reason, uploadId])
    assert.match(failed.detail, /\. /)
    assert.deepEqual(await house.objects.list(`films/${filmId}`), [])
  }
  assert.equal((await house.end(last.filmId)).type, 'MediaPackaged')
  assert.equal(house.progress.filter(({ stage }) => stage === 'failed').length, bad.length)
  assert.deepEqual(await house.left(), { staging: 0, work: 0 })
})

test('stopped in the middle, the job is neither failed nor lost: the next worker makes it', async () => {
  const house = await open()
  const long = await film(folder, 'long.mp4', ...picture('640x360', 25, 20), ...h264)
  const { filmId } = await house.ask('long', await readFile(long))
  const first = await house.work()
  await until(() => house.progress.find(({ stage, percent }) => stage === 'encode' && percent > 0))
  await first.stop()
  assert.deepEqual(await house.types(filmId), ['TranscodeRequested', 'TranscodeStarted'])
  assert.deepEqual(await house.left(), { staging: 0, work: 0 })

  await house.work()
  assert.equal((await house.end(filmId)).type, 'MediaPackaged')
  assert.deepEqual(await house.types(filmId), [
    'TranscodeRequested',
    'TranscodeStarted',
    'TranscodeStarted',
    'MediaPackaged',
  ])
})

test('killed between publishing and telling: the next worker tells, and does not encode again', async () => {
  const house = await open()
  const { filmId, jobId } = await house.ask('told', await readFile(good))
  let died = false
  const dying: ObjectStore = {
    ...house.objects,
    publish: async (from, to) => {
      await house.objects.publish(from, to)
      died = true
      throw new Error('killed here')
    },
  }
  const first = await house.work({ objects: dying, retryMs: 600_000 })
  await until(() => died || undefined)
  await first.stop()
  const before = digests(await files(house.objects, `films/${filmId}/${jobId}`))
  house.progress.length = 0

  await house.work()
  const made = await house.end(filmId)
  assert.ok(made.type === 'MediaPackaged' && made.renditions.length === 2, made.type)
  assert.deepEqual(digests(await files(house.objects, made.prefix)), before)
  assert.deepEqual(
    house.progress.filter(({ stage }) => stage === 'encode'),
    [],
  )
})

test('two attempts at once: the set that was published first stays, and is the one that is told', async () => {
  const house = await open()
  const { filmId, jobId } = await house.ask('race', await readFile(good))
  const prefix = `films/${filmId}/${jobId}`
  const overtaken: ObjectStore = {
    ...house.objects,
    publish: async (from, to) => {
      const { stream } = await house.objects.open(`${from}/set.json`)
      const facts = { ...((await json(stream)) as object), tools: ['the other attempt'] }
      await house.objects.put('staging/other/set.json', [Buffer.from(JSON.stringify(facts))])
      assert.equal(await house.objects.publish('staging/other', to), true)
      return house.objects.publish(from, to)
    },
  }
  await house.work({ objects: overtaken })
  const made = await house.end(filmId)
  assert.ok(made.type === 'MediaPackaged', made.type)
  assert.deepEqual(made.tools, ['the other attempt'])
  assert.deepEqual(
    (await house.objects.list(prefix)).map(({ key }) => key),
    [`${prefix}/set.json`],
  )
  assert.deepEqual(await house.left(), { staging: 0, work: 0 })
})

const files = async (objects: ObjectStore, prefix: string) =>
  Promise.all(
    (await objects.list(prefix)).map(async ({ key }) => ({ key, bytes: await readFile(objects.path(key) ?? '') })),
  )
const digests = (all: readonly { key: string; bytes: Buffer }[]) =>
  all.map(({ key, bytes }) => `${key} ${createHash('sha256').update(bytes).digest('hex')}`)

test('what may pass is tried again; what does not pass is our failure', async () => {
  const house = await open()
  const failing = (times: number): ObjectStore => {
    let left = times
    return {
      ...house.objects,
      publish: async (from, to) => {
        if (left-- > 0) throw new Error('the store is away')
        return house.objects.publish(from, to)
      },
    }
  }
  const once = await house.ask('once', await readFile(good))
  const worker = await house.work({ objects: failing(2) })
  assert.equal((await house.end(once.filmId)).type, 'MediaPackaged')
  await worker.stop()

  const never = await house.ask('never', await readFile(good))
  await house.work({ objects: failing(99) })
  const failed = await house.end(never.filmId)
  assert.ok(failed.type === 'TranscodeFailed' && failed.reason === 'internal')
  assert.deepEqual(await house.objects.list(`films/${never.filmId}`), [])
})

test('a worker that starts removes what dead processes left, and nothing of living ones', async () => {
  const house = await open()
  const dead = join(house.workDir, '4000000-1', 'attempt')
  const [, start] = /^(?:.*\) )(?:\S+ ){19}(\S+)/.exec(await readFile('/proc/1/stat', 'utf8')) ?? []
  const living = join(house.workDir, `1-${start}`, 'attempt')
  for (const one of [dead, living]) {
    await mkdir(one, { recursive: true })
    await writeFile(join(one, 'half.mp4'), 'x')
  }
  await house.work()
  assert.deepEqual(await readdir(house.workDir), [`1-${start}`])
})
