// What can go wrong between the browser and Matinee, as one error type.

/** The parts of application/problem+json (RFC 9457) that the application uses. */
export type Problem = Readonly<{
  type?: string
  title?: string
  status?: number
  detail?: string
  playing?: readonly PlayingElsewhere[]
}>

/** Told with `stream-limit`. */
export type PlayingElsewhere = Readonly<{
  playbackId: string
  filmId: string
  title: string
  device: 'tv' | 'computer' | 'tablet' | 'phone' | null
  startedAt: string
}>

/**
 * Every failed call rejects with this. `type` is the last part of the problem's URI, or one of our own:
 * `offline` (no answer at all), `too-slow` (no answer in time), `not-understood` (an answer that is no problem+json),
 * `cannot-play` (a browser that has no player for the format).
 */
export class ApiError extends Error {
  readonly type: string
  /** 0 when there was no answer */
  readonly status: number
  /** the server's words, empty when it gave none */
  readonly detail: string
  /** seconds, when the server said so */
  readonly retryAfter: number | undefined
  readonly playing: readonly PlayingElsewhere[]

  constructor(
    type: string,
    status: number,
    detail: string,
    retryAfter?: number,
    playing: readonly PlayingElsewhere[] = [],
  ) {
    super(detail || type)
    this.name = 'ApiError'
    this.type = type
    this.status = status
    this.detail = detail
    this.retryAfter = retryAfter
    this.playing = playing
  }
}

const nameOf = (uri: string | undefined): string | undefined => uri?.split('/').filter(Boolean).at(-1)

/** The error that a refused answer stands for. */
export const problemOf = async (answer: Response): Promise<ApiError> => {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(seconds) ? seconds : undefined
  const isProblem = answer.headers.get('content-type')?.includes('json') ?? false
  const problem: Problem = isProblem ? await answer.json().catch(() => ({})) : {}
  const type = nameOf(problem.type) ?? 'not-understood'
  return new ApiError(type, answer.status, problem.detail ?? problem.title ?? '', retryAfter, problem.playing)
}

/** What `fetch` threw, as an ApiError; an abort by the caller stays what it is. */
export const failureOf = (thrown: unknown, stopped: boolean): unknown => {
  if (stopped || thrown instanceof ApiError) return thrown
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return new ApiError('too-slow', 0, '')
  return new ApiError('offline', 0, '')
}

/** True when nothing is known about what happened, so that the same call with the same key may be sent again. */
export const isUnsettled = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429)

/** True when the caller gave up: nothing to tell anybody. */
export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
