// Calls on the command API without servers, and what its specs begin with: people, films, paid orders.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { currentLicence } from '../domain/commerce/rules.ts'
import { currentTerms } from '../domain/sellers/rules.ts'
import { idOf } from '../runtime/index.ts'
import { type CommandRoom, commandRoom } from './command-room.ts'

export let room: CommandRoom
before(async () => {
  room = await commandRoom()
})
after(() => room.stop())

export type Headers = Record<string, string>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export const call = async (method: Method, url: string, headers: Headers, payload?: object | Buffer) => {
  const answer = await room.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  const body = (answer.body ? answer.json() : {}) as Record<string, unknown>
  return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body, problem: typeOf(body) }
}
const typeOf = (body: Record<string, unknown>) => String(body.type ?? '').replace('/problems/', '')
export const fails = async (status: number, problem: string, ...args: Parameters<typeof call>) => {
  const answer = await call(...args)
  assert.deepEqual([answer.status, answer.problem], [status, problem])
  return answer
}
export const as = (name: string) =>
  room.bearer(name, name.includes('seller') ? 'seller' : name === 'operator' ? 'operator' : 'viewer')

export const video = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(50_000, 7)])
export const rent = { kind: 'rent', amount: 399, currency: 'EUR', startWithinHours: 720, watchWithinHours: 48 }
export const buy = { kind: 'buy', amount: 999, currency: 'EUR' }

export const drafted = async (title: string, seller = 'seller') => {
  const { status, body } = await call('POST', '/v1/films', await as(seller), { title })
  assert.equal(status, 201)
  return String(body.filmId)
}
export const upload = async (filmId: string, headers: Headers = {}, bytes: Buffer = video) =>
  call('PUT', `/v1/films/${filmId}/source`, { ...(await as('seller')), 'content-type': 'video/mp4', ...headers }, bytes)

const heights = [240, 480, 1_080]
const rung = (height: number) => ({
  ...{ name: `${height}p`, width: height * 2, height, bandwidth: height * 1_000, codecs: 'avc1.64001f' },
  ...{ frameRate: 24, file: `${height}p.mp4` },
})

/** What the media room says when it is done. */
export const renditions = async (filmId: string, uploadId: string, jobId = idOf('job', uploadId)) => {
  const set = { durationMs: 60_000, width: 1280, height: 720, hasAudio: true, hls: 'master.m3u8', dash: 'manifest.mpd' }
  const files = {
    prefix: `films/${filmId}/${jobId}`,
    poster: 'poster.jpg',
    thumbnails: null,
    renditions: heights.map(rung),
  }
  const command = { type: 'RecordRenditions', filmId, uploadId, jobId, ...set, ...files }
  const submission = { key: filmId, commandId: idOf('set', jobId), bodyHash: '', actor: '' }
  assert.equal((await room.commands.submit('catalogue', command, submission)).status, 'accepted')
}
export type Offer = { offerId: string; version: number; kind: string }
/** Whether the payment provider pays a seller of this name, as its worker tells; they applied before or now. */
export const sellerIs = async (status: 'ACTIVE' | 'RESTRICTED', seller = 'seller') => {
  const said = { legalName: 'Grete Müller', email: 'grete@example.org', country: 'DE', termsVersion: currentTerms }
  await call('POST', '/v1/seller/application', await as(seller), said)
  const [sellerId, accountId] = [idOf(seller), `acct_${seller}`]
  const open = { type: 'RecordSellerAccount', sellerId, provider: 'sandbox', accountId }
  const stand = { type: 'RecordAccountStatus', sellerId, accountId, status, reason: null }
  for (const command of [open, stand]) {
    const submission = { key: sellerId, commandId: randomUUID(), bodyHash: '', actor: '' }
    assert.equal((await room.commands.submit('sellers', command, submission)).status, 'accepted')
  }
}
export const published = async (title: string, offers: readonly object[] = [buy, rent]) => {
  await sellerIs('ACTIVE')
  const filmId = await drafted(title)
  await renditions(filmId, String((await upload(filmId)).body.uploadId))
  const { body } = await call('PUT', `/v1/films/${filmId}/offers`, await as('seller'), { offers })
  assert.equal((await call('POST', `/v1/films/${filmId}/publication`, await as('seller'))).status, 200)
  return { filmId, offers: body.offers as Offer[] }
}
export const orderOf = ({ filmId, offers }: { filmId: string; offers: Offer[] }, kind = 'rent') => {
  const offer = offers.find((one) => one.kind === kind)
  const terms = { paymentMethod: 'pm_success', licenceVersion: currentLicence }
  return { filmId, offerId: offer?.offerId ?? '', offerVersion: offer?.version ?? 0, ...terms }
}
export const paid = async (viewer: string, orderId: string, amount = 399n) => {
  const [viewerId, paymentId] = [idOf(viewer), `pay_${orderId}`]
  const attach = { type: 'AttachPayment', viewerId, orderId, paymentId }
  const take = { type: 'RecordPaymentTaken', viewerId, orderId, paymentId, amount, currency: 'EUR' }
  for (const command of [attach, take]) {
    const submission = { key: viewerId, commandId: idOf(command.type, orderId), bodyHash: '', actor: '' }
    assert.equal((await room.commands.submit('commerce', command, submission)).status, 'accepted')
  }
}

/** As a player tells it. */
export const heartbeat = (sequence: number) => ({
  sequence,
  type: 'heartbeat',
  clientAt: '2026-11-21T19:15:00.000Z',
  positionMs: 5_000 * sequence,
  playedMs: 5_000,
  stalledMs: 0,
  bufferMs: 8_000,
  height: 720,
  bitrate: 2_000_000,
  droppedFrames: 0,
})
