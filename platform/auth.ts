// Signed tokens (ES256): access tokens for the APIs, playback tokens for edge, and the keys behind both.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import { problem } from './problems.ts'

export const roles = ['viewer', 'seller', 'operator'] as const
export type Role = (typeof roles)[number]

/** Who asks. `simulated` goes into the header of every record that follows from the request. */
export type Caller = Readonly<{ personId: string; sessionId: string; roles: readonly Role[]; simulated: boolean }>

/** What a playback token allows: one set of one film, for one playback session. */
export type Playback = Readonly<{
  playbackId: string
  viewerId: string
  filmId: string
  jobId: string
  simulated: boolean
  /** of the best rendition that it may fetch; null: all of them */
  lines: number | null
}>

export type Auth = Readonly<{
  /** seconds that an access token lives */
  accessSeconds: number
  signAccess(caller: Caller): Promise<string>
  /** Throws the problems `unauthenticated` or `token-expired`. */
  verifyAccess(token: string): Promise<Caller>
  /** `expiresAt` in ms since 1970, rounded down to seconds. */
  signPlayback(playback: Playback, expiresAt: number): Promise<string>
  /** Throws the problems `unauthenticated` or `token-expired`. */
  verifyPlayback(token: string): Promise<Playback>
  /** Public halves only, for /.well-known/jwks.json. */
  jwks: JSONWebKeySet
}>

const accessAudience = 'matinee'
const playbackAudience = 'matinee-playback'

/**
 * Reads the keys (a private JWKS file). The first key signs, all verify: to rotate, append the new key and restart all
 * rooms, move it to the front and restart, and drop the old one when its last token has ended. A room that gets a file
 * of public halves only (edge) can verify and not sign.
 */
export const createAuth = async (options: {
  keysFile: string
  /** origin that clients see: `iss` of the tokens */
  issuer: string
  accessSeconds?: number
  /** tokens remembered as verified; 0 verifies each time */
  remembered?: number
}): Promise<Auth> => {
  const { issuer, accessSeconds = 600, remembered = 10_000 } = options
  const keys = await readKeys(options.keysFile)
  const jwks = { keys: keys.map(publicHalf) }
  const findKey = createLocalJWKSet(jwks)
  const first = keys[0]
  if (!first?.kid) throw new Error(`${options.keysFile} holds no key with a kid; remove it and start again`)
  const signer = first.d ? await importJWK(first, 'ES256') : undefined

  const sign = (claims: JWTPayload, typ: string, audience: string, subject: string, expires: number) => {
    if (!signer) throw new Error(`${options.keysFile} holds public keys only: it verifies and cannot sign`)
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ, kid: first.kid ?? '' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(signer)
  }

  const verifier = <T>(typ: string, audience: string, read: (claims: JWTPayload) => T | undefined) =>
    remembering(remembered, async (token) => {
      const { payload } = await jwtVerify(token, findKey, { algorithms: ['ES256'], issuer, audience, typ }).catch(
        refused,
      )
      const value = read(payload)
      if (value === undefined || payload.exp === undefined) throw problem('unauthenticated', 'The token lacks a claim.')
      return { value, until: payload.exp * 1000 }
    })

  return {
    accessSeconds,
    jwks,
    signAccess: ({ personId, sessionId, roles, simulated }) =>
      sign(
        { sid: sessionId, roles: [...roles], simulated },
        'at+jwt',
        accessAudience,
        personId,
        Math.floor(Date.now() / 1000) + accessSeconds,
      ),
    verifyAccess: verifier('at+jwt', accessAudience, readCaller),
    signPlayback: ({ playbackId, viewerId, filmId, jobId, simulated, lines }, expiresAt) =>
      sign(
        { pid: playbackId, film: filmId, job: jobId, sim: simulated, ...(lines !== null && { lines }) },
        'play+jwt',
        playbackAudience,
        viewerId,
        Math.floor(expiresAt / 1000),
      ),
    verifyPlayback: verifier('play+jwt', playbackAudience, readPlayback),
  }
}

/** Makes a key file when there is none, readable by its owner only; two that start at once agree on one. */
export const ensureKeys = async (file: string): Promise<void> => {
  if (existsSync(file)) return
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${JSON.stringify({ keys: [await newKey()] }, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  await link(draft, file)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    .finally(() => unlink(draft))
}

/** A private ES256 key as JWK, named by its thumbprint. */
export const newKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' }
}

const readKeys = async (file: string): Promise<readonly JWK[]> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`cannot read the signing keys in ${file} (MATINEE_SIGNING_KEYS)`)
  })
  const { keys } = JSON.parse(text) as Partial<JSONWebKeySet>
  if (!Array.isArray(keys) || !keys.length) throw new Error(`${file} is not a JWKS with at least one key`)
  return keys
}

const publicHalf = ({ kty, crv, x, y, kid }: JWK) => ({ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }) as JWK

const refused = (error: unknown): never => {
  if (error instanceof errors.JWTExpired) throw problem('token-expired')
  if (error instanceof errors.JOSEError) throw problem('unauthenticated', 'The token is not valid here.')
  throw error
}

const readCaller = ({ sub, sid, roles: given, simulated }: JWTPayload): Caller | undefined =>
  sub && typeof sid === 'string' && Array.isArray(given)
    ? {
        personId: sub,
        sessionId: sid,
        roles: roles.filter((role) => given.includes(role)),
        simulated: simulated === true,
      }
    : undefined

const readPlayback = ({ sub, pid, film, job, sim, lines }: JWTPayload): Playback | undefined =>
  sub && typeof pid === 'string' && typeof film === 'string' && typeof job === 'string'
    ? {
        ...{ playbackId: pid, viewerId: sub, filmId: film, jobId: job, simulated: sim === true },
        lines: typeof lines === 'number' ? lines : null,
      }
    : undefined

/** Verifying costs 0.15 ms: what was verified is remembered until it expires, the oldest forgotten first. */
const remembering = <T>(limit: number, verify: (token: string) => Promise<{ value: T; until: number }>) => {
  const known = new Map<string, { value: T; until: number }>()
  return async (token: string): Promise<T> => {
    const found = known.get(token)
    if (found && Date.now() < found.until) return found.value
    known.delete(token)
    const fresh = await verify(token)
    if (limit > 0) known.set(token, fresh)
    const oldest = known.keys().next()
    if (known.size > limit && !oldest.done) known.delete(oldest.value)
    return fresh.value
  }
}
