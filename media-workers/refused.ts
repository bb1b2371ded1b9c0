// Why a film cannot be made playable: stable reasons, each with a sentence for the seller.

/** The reasons of TranscodeFailed; `detail` is the sentence unless a caller knows a better one. */
export const refusals = {
  empty: 'The file is empty. Upload it again.',
  'not-a-video': 'The file is not a video that we know. Upload MP4, MOV, MKV, WebM, AVI, MPEG, FLV, OGG, ASF or MXF.',
  'unsafe-container':
    'The file is a playlist or a script that points at other files. Upload the film itself as one video file.',
  truncated: 'The file ends before the film does. Upload it again, or export it anew.',
  damaged: 'The file looks like a video but cannot be read. Export it anew and upload that.',
  'no-video-stream': 'The file has no picture. Upload a file with a video track.',
  'absurd-duration': 'The file says that it is far longer than what it holds. Export it anew and upload that.',
  'too-long': 'The film is longer than we take.',
  'too-short': 'The film is shorter than a quarter of a second.',
  'picture-size': 'The picture is smaller than 32 or larger than 8192 pixels on one side.',
  'unsupported-codec': 'The file uses a codec that we cannot decode. Export it as H.264, HEVC, VP9, AV1 or ProRes.',
  internal: 'Something went wrong on our side. Upload it again later; we have been told.',
} as const

export type RefusalReason = keyof typeof refusals

/** The film itself is the reason: trying again would end the same way. */
export class MediaRefused extends Error {
  readonly reason: RefusalReason
  readonly detail: string

  constructor(reason: RefusalReason, detail: string = refusals[reason], cause?: unknown) {
    super(`${reason}: ${detail}`, cause === undefined ? undefined : { cause })
    this.reason = reason
    this.detail = detail
  }
}
