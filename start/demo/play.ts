// Plays a film as a player without a screen would: every manifest, every byte of one rendition, and the play events.
import type { Api } from '../client/api.ts'

type Playback = Readonly<{ playbackId: string; hls: string; dash: string; token: string; durationMs: number }>

const text = async (api: Api, path: string) => {
  const answer = await api.raw(path)
  if (!answer.ok) throw new Error(`${path.split('/').at(-1)}: ${answer.status}`)
  return answer.text()
}

const lines = (playlist: string) => playlist.split('\n').map((l) => l.trim())
const uris = (playlist: string) => lines(playlist).filter((l) => l && !l.startsWith('#'))

/** Byte ranges of a media playlist, each with its file, in order. */
export const ranges = (playlist: string): readonly { file: string; from: number; length: number }[] => {
  const all = lines(playlist)
  let end = 0
  return all.flatMap((line, i) => {
    const match = /^#EXT-X-BYTERANGE:(\d+)(?:@(\d+))?/.exec(line)
    const file = match ? all.slice(i + 1).find((l) => l && !l.startsWith('#')) : undefined
    if (!match || !file) return []
    const from = match[2] === undefined ? end : Number(match[2])
    end = from + Number(match[1])
    return [{ file, from, length: Number(match[1]) }]
  })
}

const fetchAll = async (api: Api, base: string, playlist: string): Promise<number> => {
  let bytes = 0
  for (const { file, from, length } of ranges(playlist)) {
    const path = new URL(file, new URL(base, api.url)).pathname
    const answer = await api.raw(path, { headers: { range: `bytes=${from}-${from + length - 1}` } })
    if (answer.status !== 206) throw new Error(`${file}: ${answer.status} instead of 206`)
    bytes += (await answer.arrayBuffer()).byteLength
  }
  return bytes
}

/** Throws when a manifest or a byte is missing. Tells its events twice, as a player after a lost answer would. */
export const playThrough = async (api: Api, playback: Playback): Promise<void> => {
  const master = await text(api, playback.hls)
  const mpd = await text(api, playback.dash)
  if (!mpd.includes('<MPD')) throw new Error('the DASH manifest is none')
  const variant = uris(master)[0]
  if (!variant) throw new Error('the HLS master names no rendition')
  const path = new URL(variant, new URL(playback.hls, api.url)).pathname
  if ((await fetchAll(api, path, await text(api, path))) === 0) throw new Error('the rendition has no bytes')

  const clientAt = new Date().toISOString()
  const playedMs = Math.round(playback.durationMs)
  const events = [
    {
      sequence: 1,
      type: 'start',
      clientAt,
      positionMs: 0,
      startupMs: 120,
      protocol: 'hls',
      player: 'walk/1',
      height: 240,
    },
    { sequence: 2, type: 'end', clientAt, positionMs: playedMs, playedMs, completed: true },
  ]
  for (const _ of [1, 2])
    await api.post(`/v1/playbacks/${playback.playbackId}/events`, { events }, { token: playback.token })
}
