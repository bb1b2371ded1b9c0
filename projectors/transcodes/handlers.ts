// A job of the media room, from its request to its end.
import { defineProjection } from '../../runtime/index.ts'

export type TranscodeRow = Readonly<{
  filmId: string
  uploadId: string
  requestedAt: number
  startedAt: number | null
  finishedAt: number | null
  failure: string | null
}>

export const transcodes = defineProjection<TranscodeRow>()({
  name: 'transcodes',
  version: 1,
  key: (event) => event.jobId,
  on: {
    TranscodeRequested: (_, { filmId, uploadId, at }) => ({
      filmId,
      uploadId,
      requestedAt: at,
      startedAt: null,
      finishedAt: null,
      failure: null,
    }),
    TranscodeStarted: (row, { at }) => row && { ...row, startedAt: row.startedAt ?? at },
    MediaPackaged: (row, { at }) => row && { ...row, finishedAt: at },
    TranscodeFailed: (row, { at, reason }) => row && { ...row, finishedAt: at, failure: reason },
  },
})
