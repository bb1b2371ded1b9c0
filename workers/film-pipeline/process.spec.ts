// The film's pipeline between the real deciders of catalogue and media, on the log in memory.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { catalogueDecider } from '../../domain/catalogue/decider.ts'
import { mediaDecider } from '../../domain/media/decider.ts'
import { createLogger } from '../../platform/logger.ts'
import { eventually } from '../../runtime/eventually.ts'
import {
  type AnyEvent,
  type Commands,
  deciderRoom,
  happenedOf,
  idOf,
  type Log,
  memoryCodec,
  memoryLog,
  openCommands,
  runProcess,
  topicsOf,
} from '../../runtime/index.ts'
import { records } from '../../schemas/generated/catalogue.ts'
import { filmPipeline } from './process.ts'

const partitions = 2
const codec = memoryCodec()
const log = memoryLog()
const logger = createLogger('film-pipeline', 'silent')
const folder = mkdtempSync(join(tmpdir(), 'matinee-pipeline-'))
const events: AnyEvent[] = []
const endings: (() => Promise<unknown>)[] = []
let commands: Commands

const pipeline = async (over: Partial<Log> = {}) => {
  const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5 }
  const running = await runProcess({ log: { ...log, ...over }, codec, process: filmPipeline, logger, ...fast })
  endings.unshift(running.stop)
  await running.ready
}

before(async () => {
  await log.createTopics(topicsOf(partitions))
  const deciders = [catalogueDecider, mediaDecider] as never
  const options = { log, codec, partitions, logger }
  const room = await deciderRoom({ ...options, deciders, stateDir: folder, installation: 'spec' })
  await room.ready
  commands = await openCommands({ ...options, contexts: ['catalogue', 'media'] })
  const names = new Set(Object.keys(records))
  const tail = await log.tail(['catalogue', 'media'], 'end', async (read) => {
    for (const { event } of await happenedOf(codec, read, names)) events.push(event)
  })
  endings.push(tail.close, commands.close, room.stop)
  await pipeline()
})
after(async () => {
  for (const end of endings) await end()
  rmSync(folder, { recursive: true })
})

const ask = async (context: string, command: Readonly<{ type: string; filmId: string }>) => {
  const sender = { key: command.filmId, commandId: idOf(command.type, command.filmId), bodyHash: 'x', actor: 'spec' }
  assert.equal((await commands.submit(context, command, sender)).status, 'accepted')
}

const told = <Type extends AnyEvent['type']>(type: Type, filmId: string) =>
  eventually(`${type} of ${filmId}`, () =>
    events.find(
      (one): one is Extract<AnyEvent, { type: Type }> => one.type === type && 'filmId' in one && one.filmId === filmId,
    ),
  )

/** A film whose upload was recorded; resolves with the job that the media room is asked to do. */
const uploaded = async (title: string) => {
  const [filmId, sellerId, uploadId] = [idOf(title), idOf('seller'), idOf(title, 'upload')]
  await ask('catalogue', { type: 'DraftFilm', filmId, sellerId, title } as never)
  const source = { uploadId, objectKey: `uploads/${filmId}/${uploadId}`, sha256: 'ab'.repeat(32), bytes: 12 }
  await ask('catalogue', { type: 'RecordUpload', filmId, sellerId, contentType: 'video/mp4', ...source } as never)
  const { type: _, at: __, jobId, ...requested } = await told('TranscodeRequested', filmId)
  assert.deepEqual(requested, { filmId, ...source })
  return { filmId, uploadId, jobId }
}

const set = {
  durationMs: 60_000,
  width: 1280,
  height: 720,
  hasAudio: true,
  hls: 'master.m3u8',
  dash: 'manifest.mpd',
  poster: 'poster.jpg',
  thumbnails: null,
  renditions: [
    {
      name: '720p',
      width: 1280,
      height: 720,
      bandwidth: 3_000_000,
      codecs: 'avc1.64001f',
      frameRate: 25,
      file: '720p.mp4',
    },
    {
      name: '240p',
      width: 426,
      height: 240,
      bandwidth: 400_000,
      codecs: 'avc1.640015',
      frameRate: 25,
      file: '240p.mp4',
    },
  ],
}

test('an upload becomes a job, and its set becomes the film’s renditions', async () => {
  const { filmId, uploadId, jobId } = await uploaded('Made')
  const prefix = `films/${filmId}/${jobId}`
  await ask('media', { type: 'StartTranscode', filmId, jobId, attempt: 'a' } as never)
  await ask('media', {
    type: 'CompleteTranscode',
    filmId,
    jobId,
    attempt: 'a',
    prefix,
    ...set,
    tools: ['ffmpeg 5.1'],
  } as never)
  const { type: _, at: __, ...ready } = await told('RenditionsReady', filmId)
  assert.deepEqual(ready, { filmId, uploadId, jobId, prefix, ...set })
})

test('a job that fails says so to the film, with its reason', async () => {
  const { filmId, uploadId, jobId } = await uploaded('Broken')
  await ask('media', { type: 'StartTranscode', filmId, jobId, attempt: 'a' } as never)
  const why = { reason: 'not-a-video', detail: 'There is no picture in this file.' }
  await ask('media', { type: 'FailTranscode', filmId, jobId, attempt: 'a', ...why } as never)
  const { type: _, at: __, ...failed } = await told('RenditionsFailed', filmId)
  assert.deepEqual(failed, { filmId, uploadId, jobId, ...why })
})

const requests = async (): Promise<number> => {
  let count = 0
  for (let partition = 0; partition < partitions; partition++) {
    const at = { topic: 'commands.media', partition }
    await log.read(at, 0n, (await log.ends(at)).committed, (read) => {
      count += read.filter(({ headers }) => headers.type === 'RequestTranscode').length
    })
  }
  return count
}

test('asked for everything again, it is the same jobs', async () => {
  await uploaded('Again')
  const before = events.length
  const once = await requests()
  // A group that nobody knows begins at the first record.
  await pipeline({ subscribe: (group, topics, handler) => log.subscribe(`${group}-again`, topics, handler) })
  await eventually('all requests are sent twice', async () => (await requests()) === 2 * once)
  await ask('catalogue', { type: 'DraftFilm', filmId: idOf('Last'), sellerId: idOf('seller'), title: 'Last' } as never)
  await told('FilmDrafted', idOf('Last'))
  assert.deepEqual(
    events.slice(before).map(({ type }) => type),
    ['FilmDrafted'],
  )
})
