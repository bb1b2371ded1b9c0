// Tokens: what is signed is read again, and nothing else is believed.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose'
import { type Caller, createAuth, ensureKeys, newKey, type Playback } from './auth.ts'

const folder = mkdtempSync(join(tmpdir(), 'auth-'))
after(() => rmSync(folder, { recursive: true }))
const issuer = 'https://matinee.example'
const keysFile = join(folder, 'keys', 'signing.json')
await ensureKeys(keysFile)
const auth = await createAuth({ keysFile, issuer })
const keys = () => (JSON.parse(readFileSync(keysFile, 'utf8')) as { keys: JWK[] }).keys

const caller: Caller = { personId: 'p', sessionId: 's', roles: ['viewer', 'seller'], simulated: true }
const playback: Playback = { playbackId: 'b', viewerId: 'v', filmId: 'f', jobId: 'j', simulated: false, lines: 720 }
const soon = () => Date.now() + 60_000
const named = (name: string) => (error: Error) => error.name === name

test('an access token tells who asks', async () =>
  assert.deepEqual(await auth.verifyAccess(await auth.signAccess(caller)), caller))
test('a playback token tells what may be played', async () =>
  assert.deepEqual(await auth.verifyPlayback(await auth.signPlayback(playback, soon())), playback))
test('neither is taken for the other', async () => {
  await assert.rejects(auth.verifyAccess(await auth.signPlayback(playback, soon())), named('unauthenticated'))
  await assert.rejects(auth.verifyPlayback(await auth.signAccess(caller)), named('unauthenticated'))
})

test('a token that has ended is said to have ended, also when it was remembered', async () => {
  const token = await auth.signPlayback(playback, Date.now() + 1_500)
  await auth.verifyPlayback(token)
  const ended = async () => auth.verifyPlayback(token).then(() => false, named('token-expired'))
  while (!(await ended())) await new Promise((resolve) => setTimeout(resolve, 50))
  await assert.rejects(
    auth.verifyPlayback(await auth.signPlayback(playback, Date.now() - 5_000)),
    named('token-expired'),
  )
})

test('one changed letter is refused', async () => {
  const [head, body, signature] = (await auth.signAccess(caller)).split('.')
  const claims = JSON.parse(Buffer.from(body ?? '', 'base64url').toString()) as object
  const forged = Buffer.from(JSON.stringify({ ...claims, roles: ['operator'] })).toString('base64url')
  await assert.rejects(auth.verifyAccess(`${head}.${forged}.${signature}`), named('unauthenticated'))
})
test('no algorithm, another key, another issuer: refused', async () => {
  const claims = { sid: 's', roles: ['operator'], simulated: false }
  const none = new UnsecuredJWT(claims).setSubject('p').setIssuer(issuer).setAudience('matinee').setExpirationTime('1m')
  await assert.rejects(auth.verifyAccess(none.encode()), named('unauthenticated'))
  const signed = async (jwk: JWK, from: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keys()[0]?.kid ?? '' })
      .setSubject('p')
      .setIssuer(from)
      .setAudience('matinee')
      .setExpirationTime('1m')
      .sign(await importJWK(jwk, 'ES256'))
  const [own] = keys()
  assert.ok(own)
  await assert.rejects(auth.verifyAccess(await signed(await newKey(), issuer)), named('unauthenticated'))
  await assert.rejects(auth.verifyAccess(await signed(own, 'https://other.example')), named('unauthenticated'))
  assert.equal((await auth.verifyAccess(await signed(own, issuer))).personId, 'p')
})

test('keys are made once, for their owner only, and shown without their private half', async () => {
  const [before] = keys()
  await Promise.all([ensureKeys(keysFile), ensureKeys(keysFile)])
  assert.deepEqual(keys(), [before])
  assert.equal(statSync(keysFile).mode & 0o777, 0o600)
  assert.deepEqual(
    auth.jwks.keys.map(({ d, kid }) => ({ d, kid })),
    [{ d: undefined, kid: before?.kid }],
  )
})

test('after a rotation old tokens are good until the old key is dropped', async () => {
  const old = await auth.signAccess(caller)
  const file = join(folder, 'rotated.json')
  const fresh = await newKey()
  writeFileSync(file, JSON.stringify({ keys: [fresh, ...keys()] }))
  const both = await createAuth({ keysFile: file, issuer })
  assert.equal((await both.verifyAccess(old)).personId, 'p')
  const token = await both.signAccess(caller)
  writeFileSync(file, JSON.stringify({ keys: [fresh] }))
  const after = await createAuth({ keysFile: file, issuer })
  assert.equal((await after.verifyAccess(token)).personId, 'p')
  await assert.rejects(after.verifyAccess(old), named('unauthenticated'))
})

test('with public halves only, tokens are verified and none is signed', async () => {
  const file = join(folder, 'public.json')
  writeFileSync(file, JSON.stringify(auth.jwks))
  const edge = await createAuth({ keysFile: file, issuer })
  assert.deepEqual(await edge.verifyPlayback(await auth.signPlayback(playback, soon())), playback)
  await assert.rejects(async () => edge.signAccess(caller), /cannot sign/)
})
