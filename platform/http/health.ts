// /livez, /readyz and /metrics.
import { Type } from 'typebox'
import type { Health, Service } from '../service.ts'
import type { App } from './types.ts'

const Detail = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]))
const Ready = Type.Object(
  {
    status: Type.Union([Type.Literal('ready'), Type.Literal('not-ready')]),
    services: Type.Record(Type.String(), Type.Object({ ok: Type.Boolean(), detail: Detail })),
  },
  {
    description: 'Each part of this process, with its lag where it has one.',
    examples: [{ status: 'ready', services: { 'projection films': { ok: true, detail: { lag: '0' } } } }],
  },
)

export const healthRoutes = (app: App, services: () => readonly Service[]): void => {
  const config = { allow: 'anonymous' } as const

  app.get(
    '/livez',
    {
      config,
      schema: {
        summary: 'Whether the process lives',
        tags: ['operation'],
        response: {
          200: Type.Object(
            { status: Type.Literal('alive') },
            { description: 'It does.', examples: [{ status: 'alive' }] },
          ),
        },
      },
    },
    async () => ({ status: 'alive' as const }),
  )

  app.get(
    '/readyz',
    {
      config,
      schema: {
        summary: 'Whether the process may be sent work',
        tags: ['operation'],
        response: { 200: Ready, 503: Ready },
      },
    },
    async (_, reply) => {
      const parts = services().map((service) => [service.name, plain(service.health())] as const)
      const ok = parts.every(([, health]) => health.ok) && !app.draining.aborted
      return reply
        .code(ok ? 200 : 503)
        .send({ status: ok ? 'ready' : 'not-ready', services: Object.fromEntries(parts) })
    },
  )

  app.get(
    '/metrics',
    {
      config,
      schema: {
        summary: 'Metrics in Prometheus form',
        tags: ['operation'],
        produces: ['text/plain'],
        response: {
          200: Type.String({ description: 'Prometheus text.', examples: ['commands_total{outcome="accepted"} 7'] }),
        },
      },
    },
    async (_, reply) => reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics()),
  )
}

type Plain = string | number | boolean | null

const plain = ({ ok, detail = {} }: Health) => ({
  ok,
  detail: Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, plainValue(value)])),
})

const plainValue = (value: unknown): Plain =>
  typeof value === 'bigint'
    ? value.toString()
    : value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string'
      ? value
      : (JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v)) ?? null)
