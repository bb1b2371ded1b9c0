// Webhook signatures in Stripe's scheme: `t=<seconds>,v1=<hex HMAC-SHA256(secret, "<t>.<body>")>`, over the raw bytes.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the signature's time may be from ours, ms; older ones may be replays. */
export const signatureTolerance = 5 * 60_000

/** Why a webhook is not believed. */
export type SignatureFault = 'malformed' | 'too-old' | 'no-match'

const hmac = (secret: string, seconds: number, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest()

/** The header's value for a body sent at `now` (ms since 1970). */
export const signWebhook = (body: Buffer, secret: string, now: number): string => {
  const seconds = Math.floor(now / 1_000)
  return `t=${seconds},v1=${hmac(secret, seconds, body).toString('hex')}`
}

/**
 * The fault, or undefined when one of the header's v1 signatures is ours (several stand there while a secret changes).
 * `body` is what arrived, byte for byte: verify before parsing.
 */
export const webhookFault = (
  body: Buffer,
  header: string | undefined,
  secret: string,
  now: number,
): SignatureFault | undefined => {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('=', 2))
  const time = parts.find(([name]) => name === 't')?.[1] ?? ''
  const given = parts.filter(([name, value]) => name === 'v1' && value).map(([, value]) => value ?? '')
  if (!/^\d{1,12}$/.test(time) || given.length === 0) return 'malformed'

  const wanted = hmac(secret, Number(time), body)
  const matches = given.map((hex) => Buffer.from(hex, 'hex')).filter((one) => equal(one, wanted))
  if (matches.length === 0) return 'no-match'
  return Math.abs(now - Number(time) * 1_000) > signatureTolerance ? 'too-old' : undefined
}

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
