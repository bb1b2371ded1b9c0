// From upload to playable: what the catalogue asks of the media room, and what the media room answers (protocol 21).
import { defineProcess, idOf } from '../../runtime/index.ts'

export const filmPipeline = defineProcess({
  name: 'film-pipeline',
  on: {
    SourceUploaded: ({ filmId, uploadId, objectKey, bytes, sha256 }) => [
      {
        context: 'media',
        key: filmId,
        command: { type: 'RequestTranscode', filmId, uploadId, jobId: jobOf(uploadId), objectKey, bytes, sha256 },
      },
    ],
    MediaPackaged: ({ type: _, at, tools, ...set }) => [
      { context: 'catalogue', key: set.filmId, command: { type: 'RecordRenditions', ...set } },
    ],
    TranscodeFailed: ({ filmId, uploadId, jobId, reason, detail }) => [
      {
        context: 'catalogue',
        key: filmId,
        command: { type: 'RecordRenditionsFailed', filmId, uploadId, jobId, reason, detail },
      },
    ],
  },
})

/** One job per upload, however often it is asked for. */
const jobOf = (uploadId: string): string => idOf('transcode', uploadId)
