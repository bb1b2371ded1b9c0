// The server's time. A rental ends by the server's clock, and a phone's clock may be minutes off.

let skew = 0

/** Learns from the `Date` header of an answer; whole seconds, so a second of noise is left alone. */
export const noteServerDate = (header: string | null, now = Date.now()): void => {
  const told = Date.parse(header ?? '')
  if (Number.isFinite(told) && Math.abs(told - (now + skew)) > 1_500) skew = told - now
}

/** ms since 1970, as the server would say it. */
export const serverNow = (): number => Date.now() + skew
