// Errors of a server of ours that cannot answer now: nothing of the caller's doing, to be waited out.

/** SQLSTATE, or the code of the broken connection. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const sockets = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED ETIMEDOUT EPIPE EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN'.split(' '),
)
// pg says these without a code: no connection in time (waiting for one, or for an answer), and one that broke.
const words = /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable/

/** The server is out of reach, stopping, full or too slow. */
export const isAway = (error: unknown): boolean => {
  const code = codeOf(error)
  return code === undefined
    ? error instanceof Error && words.test(error.message)
    : sockets.has(code) || /^(08|53|57)...$/.test(code)
}
