// What the room's routes tell about themselves; what they do is in test/command-api.spec.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { undocumented } from '../../platform/http/undocumented.ts'
import { createApp } from '../../platform/http.ts'
import type { CommandApi } from './deps.ts'
import { commandApi } from './room.ts'

const app = await createApp({ logger: pino({ level: 'silent' }), title: 'commands' })
const nothing = { settings: { payments: { provider: 'sandbox', webhookSecret: 's' } } } as unknown as CommandApi
await commandApi(app, nothing)
await app.ready()
const document = app.swagger() as unknown as { paths: Record<string, Record<string, Operation>> }

type Operation = {
  security?: unknown[]
  parameters?: { name: string; in: string }[]
  responses: Record<string, { headers?: object }>
}

test('every route tells all there is to know', () => assert.deepEqual(undocumented(document), []))

test('these are the routes', () => {
  const own = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  assert.deepEqual(own.filter((route) => route.includes('/v1/')).sort(), [
    'DELETE /v1/account/invoice-address',
    'DELETE /v1/cards/{cardId}',
    'DELETE /v1/coupons/{code}',
    'DELETE /v1/playbacks/{playbackId}',
    'DELETE /v1/sessions/current',
    'DELETE /v1/subscriptions/{subscriptionId}/cancellation',
    'PATCH /v1/films/{filmId}',
    'POST /v1/coupons',
    'POST /v1/films',
    'POST /v1/films/{filmId}/publication',
    'POST /v1/films/{filmId}/put-back',
    'POST /v1/films/{filmId}/take-down',
    'POST /v1/operator/dead-letters/{letterId}/drop',
    'POST /v1/operator/dead-letters/{letterId}/retry',
    'POST /v1/operator/orders/{orderId}/refunds',
    'POST /v1/operator/people/{personId}/erasure',
    'POST /v1/operator/plans',
    'POST /v1/operator/plans/{planId}/retirement',
    'POST /v1/operator/projections/{name}/drop',
    'POST /v1/operator/projections/{name}/rebuild',
    'POST /v1/operator/projections/{name}/switch',
    'POST /v1/operator/reconciliations',
    'POST /v1/operator/scratches',
    'POST /v1/orders',
    'POST /v1/orders/{orderId}/refund',
    'POST /v1/people',
    'POST /v1/playbacks',
    'POST /v1/playbacks/{playbackId}/events',
    'POST /v1/playbacks/{playbackId}/token',
    'POST /v1/seller/application',
    'POST /v1/seller/onboarding',
    'POST /v1/seller/onboarding/return',
    'POST /v1/seller/payouts',
    'POST /v1/sessions',
    'POST /v1/sessions/refresh',
    'POST /v1/subscriptions',
    'POST /v1/subscriptions/{subscriptionId}/cancellation',
    'POST /v1/webhooks/payments/{provider}',
    'PUT /v1/account/country',
    'PUT /v1/account/invoice-address',
    'PUT /v1/films/{filmId}/offers',
    'PUT /v1/films/{filmId}/plans',
    'PUT /v1/films/{filmId}/source',
    'PUT /v1/operator/plans/{planId}',
    'PUT /v1/seller/details',
    'PUT /v1/subscriptions/{subscriptionId}/plan',
  ])
})

test('who may do what is told', () => {
  const security = (method: string, path: string) => document.paths[path]?.[method]?.security
  assert.deepEqual(security('post', '/v1/orders'), [{ access: [] }])
  assert.deepEqual(security('post', '/v1/playbacks/{playbackId}/events'), [{ playback: [] }, { access: [] }])
  assert.equal(security('post', '/v1/sessions'), undefined)
})

test('a command takes a key and gives a position', () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, { parameters = [], responses }] of Object.entries(methods)) {
      const takesKey = parameters.some((p) => p.in === 'header' && p.name === 'idempotency-key')
      const success = Object.entries(responses).filter(([status]) => status.startsWith('2'))
      const givesPosition = success.every(([, answer]) => answer.headers && 'position' in answer.headers)
      assert.equal(takesKey, givesPosition, `${method} ${path}`)
    }
})
