// What may happen to a transcode job. The one place that knows when it is over.

export type Job = Readonly<{
  jobId: string
  uploadId: string
  /** `requested`: waits for a worker; `running`: `attempt` works on it; the other two are the end. */
  status: 'requested' | 'running' | 'packaged' | 'failed'
  /** The run of a worker that took the job last. */
  attempt: string | null
}>

/** A job ends once; what ended is not started again, a new upload makes a new job. */
export const isFinished = (job: Job): boolean => job.status === 'packaged' || job.status === 'failed'

/** A worker that another one took the job from may no longer say that it failed. */
export const mayFail = (job: Job, attempt: string): boolean => job.status === 'running' && job.attempt === attempt

/** The shorter side of a rendition by the name of its file, `720p.mp4`; undefined for sound, text and images. */
export const linesOf = (name: string): number | undefined => {
  const lines = /^(\d+)p(?![A-Za-z0-9_])/.exec(name)?.[1]
  return lines === undefined ? undefined : Number(lines)
}

/** Of the renditions of a set the best that has at most so many lines, or the smallest when all have more. */
export const bestWithin = (names: readonly string[], most: number): number => {
  const lines = names.map(linesOf).filter((one) => one !== undefined)
  const fitting = lines.filter((one) => one <= most)
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...lines)
}
