// Play events as players tell them, and the facts that they become.
import { type Static, type TProperties, Type } from 'typebox'
import { assertNever } from '../../../domain/decision.ts'
import type { PlaybackFact } from '../../../schemas/generated/types/playback.ts'

export const mostEvents = 200

const Ms = (description: string) => Type.Integer({ minimum: 0, maximum: 7 * 86_400_000, description })
const Lines = (description: string) => Type.Integer({ minimum: 0, maximum: 20_000, description })
const Name = (description: string) => Type.String({ pattern: '^[A-Za-z0-9 ._/:+-]{1,60}$', description })

const event = <K extends string, P extends TProperties>(type: K, fields: P) =>
  Type.Object(
    {
      sequence: Type.Integer({
        minimum: 1,
        maximum: 2 ** 31 - 1,
        description: 'from 1, never used twice in a playback',
      }),
      type: Type.Literal(type),
      clientAt: Type.String({ format: 'date-time', maxLength: 40, description: "by the player's clock" }),
      ...fields,
    },
    { additionalProperties: false },
  )

const positionMs = Ms('of the playhead')
const playedMs = Ms('watched since the last event that says so')

export const PlayEvent = Type.Union([
  event('start', {
    positionMs,
    startupMs: Ms('from the wish to play to the first frame'),
    protocol: Type.Union([Type.Literal('hls'), Type.Literal('dash')]),
    player: Name('name and version'),
    height: Lines('of the first rendition'),
  }),
  event('heartbeat', {
    positionMs,
    playedMs,
    stalledMs: Ms('waited since then'),
    bufferMs: Ms('ahead'),
    height: Lines('now playing'),
    bitrate: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'bits per second' }),
    droppedFrames: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 }),
  }),
  event('pause', { positionMs, playedMs }),
  event('seek', { fromMs: Ms('from'), toMs: Ms('to') }),
  event('quality', {
    positionMs,
    fromHeight: Lines('before'),
    toHeight: Lines('after'),
    bitrate: Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'bits per second' }),
  }),
  event('stall', { positionMs, stalledMs: Ms('how long it stood still') }),
  event('fail', {
    positionMs,
    startup: Type.Boolean({ description: 'no frame was ever shown' }),
    code: Name("the player's stable error code"),
  }),
  event('end', { positionMs, playedMs, completed: Type.Boolean({ description: 'the end was reached' }) }),
])
export type PlayEvent = Static<typeof PlayEvent>

type Session = Readonly<{ playbackId: string; viewerId: string; filmId: string }>

/** `at`: when it arrived, ms since 1970. */
export const factOf = (told: PlayEvent, { playbackId, viewerId, filmId }: Session, at: number): PlaybackFact => {
  const whole = { at, playbackId, viewerId, filmId, clientAt: Date.parse(told.clientAt) }
  switch (told.type) {
    case 'start':
      return { ...told, ...whole, type: 'PlayStarted' }
    case 'heartbeat':
      return { ...told, ...whole, type: 'PlayHeartbeat' }
    case 'pause':
      return { ...told, ...whole, type: 'PlayPaused' }
    case 'seek':
      return { ...told, ...whole, type: 'PlaySought' }
    case 'quality':
      return { ...told, ...whole, type: 'QualityChanged' }
    case 'stall':
      return { ...told, ...whole, type: 'PlayStalled' }
    case 'fail':
      return { ...told, ...whole, type: 'PlayFailed' }
    case 'end':
      return { ...told, ...whole, type: 'PlayEnded' }
    default:
      return assertNever(told)
  }
}
