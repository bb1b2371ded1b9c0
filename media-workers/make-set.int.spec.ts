// Whole sets of real and odd films, with the real ffmpeg and packager; played back by ffmpeg from both manifests.
import assert from 'node:assert/strict'
import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultLimits } from './limits.ts'
import { type MediaSet, makeSet, type SetProgress } from './make-set.ts'
import { filesOfDash } from './package/check.ts'
import { durationOf, readPlaylist } from './package/playlist.ts'
import { MediaRefused } from './refused.ts'
import { altered, bigBuckBunny, film, h264, picture, sound, specFolder, tool } from './spec-inputs.ts'

const folder = await specFolder()
const setOf = async (path: string, onProgress: (progress: SetProgress) => void = () => undefined): Promise<MediaSet> =>
  makeSet({
    source: { path },
    workDir: await mkdtemp(join(folder, 'work-')),
    onProgress,
    signal: new AbortController().signal,
  })
const sizes = (set: MediaSet) => set.renditions.map(({ name, width, height }) => `${name} ${width}x${height}`)
const text = (set: MediaSet, name: string) => readFile(join(set.folder, name), 'utf8')

/**
 * Decodes every video stream of a manifest and counts its pictures. One at a time: ffmpeg's DASH reader stops all when
 * the first ends.
 */
const decoded = async (set: MediaSet, manifest: string): Promise<number[]> => {
  const counts: number[] = []
  for (const i of set.renditions.keys()) {
    const read = ['-count_frames', '-select_streams', `v:${i}`, '-show_entries', 'stream=nb_read_frames', '-of', 'json']
    const { streams } = JSON.parse(await tool('ffprobe', ...read, join(set.folder, manifest)))
    counts.push(Number(streams[0].nb_read_frames))
  }
  return counts
}
const stream = async (set: MediaSet, file: string, entries: string): Promise<Record<string, unknown>> => {
  const read = ['-show_entries', `stream=${entries}`, '-of', 'json', join(set.folder, file)]
  return JSON.parse(await tool('ffprobe', ...read)).streams[0]
}
const keyTimes = async (set: MediaSet, file: string): Promise<string[]> => {
  const read = ['-skip_frame', 'nokey', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0']
  return (await tool('ffprobe', ...read, join(set.folder, file)))
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(',', ''))
}

test('Big Buck Bunny, from one file to a set that plays', async () => {
  const progress: SetProgress[] = []
  const set = await setOf(bigBuckBunny, (one) => progress.push(one))
  assert.deepEqual(sizes(set), ['240p 426x240', '360p 640x360', '480p 854x480', '720p 1280x720'])
  assert.deepEqual([set.durationMs, set.width, set.height, set.hasAudio], [5280, 1280, 720, true])
  assert.match(set.tools.join(' '), /^ffmpeg \d.* shaka-packager v\d/)

  assert.deepEqual(await decoded(set, set.hls), [132, 132, 132, 132])
  assert.deepEqual(await decoded(set, set.dash), [132, 132, 132, 132])

  for (const { file, codecs } of set.renditions) {
    assert.deepEqual(await keyTimes(set, file), ['0.000000', '2.000000', '4.000000'], file)
    const made = await stream(set, file, 'codec_name,profile,pix_fmt,codec_tag_string')
    assert.deepEqual(made, { codec_name: 'h264', profile: 'High', codec_tag_string: 'avc1', pix_fmt: 'yuv420p' })
    assert.match(codecs, /^avc1\.6400[0-9a-f]{2},mp4a\.40\.2$/)
  }
  const heard = await stream(set, 'audio.mp4', 'codec_name,profile,channels,sample_rate')
  assert.deepEqual(heard, { codec_name: 'aac', profile: 'LC', channels: 2, sample_rate: '48000' })

  const stages = [...new Set(progress.map(({ stage }) => stage))]
  assert.deepEqual(stages, ['probe', 'encode', 'package', 'images', 'done'])
  const percents = progress.map(({ percent }) => percent)
  assert.deepEqual(
    percents,
    percents.toSorted((a, b) => a - b),
  )
  assert.ok(percents.filter((percent) => percent > 0 && percent < 100).length >= 3, percents.join())

  await showsSomething(set)
  await tracksThumbnails(set, 6)
  await namesTheSameFiles(set)
})

/** The poster is neither black nor plain, by ffmpeg's own measure. */
const showsSomething = async (set: MediaSet) => {
  const stats = ['-show_entries', 'frame_tags=lavfi.signalstats.YAVG,lavfi.signalstats.YLOW,lavfi.signalstats.YHIGH']
  const source = ['-f', 'lavfi', `movie=${join(set.folder, set.poster)},signalstats`, '-of', 'csv=p=0']
  const [low = 0, mean = 0, high = 0] = (await tool('ffprobe', ...stats, ...source)).split(',').map(Number)
  assert.ok(mean > 40 && high - low > 60, `poster: ${low} ${mean} ${high}`)
}

/** Every cue is a place on a sheet that is there, and its picture is not black. */
const tracksThumbnails = async (set: MediaSet, count: number) => {
  const cues = [...(await text(set, set.thumbnails ?? '')).matchAll(/^(\S+\.jpg)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm)]
  assert.equal(cues.length, count)
  for (const [, sheet = '', x, y, w, h] of cues) {
    const source = `movie=${join(set.folder, sheet)},crop=${w}:${h}:${x}:${y},signalstats`
    const read = ['-show_entries', 'frame_tags=lavfi.signalstats.YAVG', '-f', 'lavfi', source, '-of', 'csv=p=0']
    assert.ok(Number.parseFloat(await tool('ffprobe', ...read)) > 30, `${sheet} at ${x},${y}`)
  }
}

/** The files that HLS names (master, media playlists) and those that DASH names are the same, and all there. */
const namesTheSameFiles = async (set: MediaSet) => {
  const master = await text(set, set.hls)
  const uris = (playlist: string) => playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const quoted = (playlist: string) => [...playlist.matchAll(/URI="([^"]+)"/g)].map(([, uri]) => uri ?? '')
  const media = new Set<string>()
  for (const playlist of [...uris(master), ...quoted(master)]) {
    const listed = await text(set, playlist)
    for (const uri of [...uris(listed), ...quoted(listed)]) media.add(uri)
  }
  assert.ok(media.size >= 2)
  assert.deepEqual([...media].sort(), [...filesOfDash(await text(set, set.dash))].sort())
  const there = set.files.map(({ name }) => name)
  assert.deepEqual(
    [...media].filter((file) => !there.includes(file)),
    [],
  )
  assert.deepEqual(there.filter((name) => name.endsWith('.mp4')).sort(), [...media].sort())
}

test('a minute has at least ten segments, and every rendition the same', async () => {
  const source = await film(folder, 'minute.mp4', ...picture('320x240', '30000/1001', 60), ...sound(60), ...h264)
  const set = await setOf(source)
  assert.deepEqual(sizes(set), ['160p 214x160', '240p 320x240'])
  for (const name of ['160p', '240p', 'audio']) {
    const { segments } = readPlaylist(await text(set, `${name}.m3u8`))
    assert.ok(segments.length >= 10, `${name}: ${segments.length}`)
    assert.ok(Math.abs(durationOf(segments) - 60) < 0.1)
    assert.ok(segments.every(({ seconds }) => seconds < 6.1))
  }
  await namesTheSameFiles(set)
})

test('odd sides, no sound, another container', async () => {
  const source = await film(
    folder,
    'odd.mkv',
    '-f',
    'lavfi',
    '-i',
    'testsrc=size=853x479:rate=25:duration=3',
    '-c:v',
    'ffv1',
  )
  const set = await setOf(source)
  assert.deepEqual(sizes(set), ['240p 428x240', '360p 642x360', '478p 852x478'])
  assert.deepEqual([set.width, set.height, set.hasAudio], [853, 479, false])
  assert.doesNotMatch(await text(set, set.hls), /AUDIO/)
  assert.deepEqual(await decoded(set, set.hls), [75, 75, 75])
  assert.deepEqual(await decoded(set, set.dash), [75, 75, 75])
  await namesTheSameFiles(set)
})

test('upright, and turned by a phone', async () => {
  const upright = await setOf(await film(folder, 'upright.mp4', ...picture('360x640', 24, 2), ...h264))
  assert.deepEqual(sizes(upright), ['240p 240x426', '360p 360x640'])

  const flat = await film(folder, 'flat.mp4', ...picture('320x240', 24, 2), ...h264)
  const turned = await setOf(await film(folder, 'turned.mp4', '-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90'))
  assert.deepEqual(sizes(turned), ['160p 160x214', '240p 240x320'])
  assert.deepEqual([turned.width, turned.height], [240, 320])
  const { side_data_list } = await stream(turned, '240p.mp4', 'width:stream_side_data=rotation')
  assert.equal(side_data_list, undefined, 'turned once, not again by the player')
})

test('one picture a second', async () => {
  const set = await setOf(await film(folder, 'slow.mp4', ...picture('320x180', 1, 13), ...sound(13), ...h264))
  assert.deepEqual(await decoded(set, set.hls), [13, 13])
  assert.equal(set.durationMs, 13_000)
  assert.equal(set.renditions[0]?.frameRate, 1)
})

test('faster than sixty pictures a second becomes half as fast', async () => {
  const set = await setOf(await film(folder, 'fast.mp4', ...picture('320x180', 120, 1), ...h264))
  assert.deepEqual(await decoded(set, set.dash), [60, 60])
})

test('sound that goes on after the picture is heard to its end, and one that begins late comes late', async () => {
  const long = await setOf(await film(folder, 'long.mkv', ...picture('320x180', 25, 1), ...sound(3), ...h264))
  assert.equal(long.durationMs, 3000)
  assert.deepEqual(await decoded(long, long.hls), [75, 75])

  const late = ['-itsoffset', '1', ...sound(2)]
  const set = await setOf(await film(folder, 'late.mkv', ...picture('320x180', 25, 3), ...late, ...h264))
  assert.equal(set.durationMs, 3000)
  const silence = await loudness(join(set.folder, 'audio.mp4'), 0, 0.9)
  const tone = await loudness(join(set.folder, 'audio.mp4'), 1.1, 1.8)
  assert.ok(silence < -60 && tone > -30, `${silence} dB, then ${tone} dB`)
})

/** Mean volume of a part, dB. */
const loudness = async (file: string, from: number, to: number): Promise<number> => {
  const measure = 'astats=metadata=1:reset=0:measure_perchannel=none:measure_overall=RMS_level'
  const read = ['-show_entries', 'frame_tags=lavfi.astats.Overall.RMS_level', '-of', 'csv=p=0', '-f', 'lavfi']
  const said = await tool('ffprobe', ...read, `amovie=${file},atrim=${from}:${to},${measure}`)
  const last = said.trim().split('\n').at(-1) ?? ''
  return last.includes('inf') ? -200 : Number.parseFloat(last)
}

test('a language is named, in HLS and DASH', async () => {
  const tagged = ['-metadata:s:a', 'language=ger', '-metadata', 'title=A name that no viewer sees']
  const set = await setOf(await film(folder, 'de.mp4', ...picture('320x180', 25, 1), ...sound(1), ...h264, ...tagged))
  assert.match(await text(set, set.hls), /LANGUAGE="de",NAME="Deutsch"/)
  assert.match(await text(set, set.dash), /contentType="audio"[^>]*lang="de"|lang="de"[^>]*contentType="audio"/)
  for (const { name } of set.files) {
    if (name.endsWith('.mp4')) assert.doesNotMatch(await text(set, name), /no viewer sees/)
  }
})

test('more light than a screen has is mapped down', async () => {
  const tags = [
    '-pix_fmt',
    'yuv420p10le',
    '-color_trc',
    'smpte2084',
    '-color_primaries',
    'bt2020',
    '-colorspace',
    'bt2020nc',
  ]
  const hdr = await film(folder, 'hdr.mp4', ...picture('160x120', 10, 1), '-c:v', 'libx264', ...tags)
  const set = await setOf(hdr)
  const made = await stream(set, '120p.mp4', 'pix_fmt,color_transfer,color_primaries')
  assert.deepEqual(made, { pix_fmt: 'yuv420p', color_transfer: 'bt709', color_primaries: 'bt709' })
})

test('a film whose pictures cannot be decoded is refused, and leaves no set', async () => {
  const whole = await film(folder, 'whole.mp4', ...picture('320x180', 25, 4), ...h264, '-movflags', '+faststart')
  const noise = await altered(folder, 'noise.mp4', whole, (bytes) => {
    bytes.fill(0x55, bytes.indexOf('mdat') + 4)
    return bytes
  })
  await assert.rejects(setOf(noise), (error) => error instanceof MediaRefused && error.reason === 'damaged')
})

test('a stopped job ends at once, with the reason of the stop', async () => {
  const stop = new AbortController()
  const made = makeSet({
    source: { path: bigBuckBunny },
    workDir: await mkdtemp(join(folder, 'work-')),
    onProgress: ({ stage, percent }) => stage === 'encode' && percent > 0 && stop.abort(new Error('stopping')),
    limits: defaultLimits,
    signal: stop.signal,
  })
  await assert.rejects(made, /stopping/)
})
