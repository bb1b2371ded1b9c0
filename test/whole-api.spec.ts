// All rooms that speak HTTP as one API: nothing undocumented, no route twice, and the gateway tells the same.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CommandApi } from '../command-api/http/deps.ts'
import { commandApi } from '../command-api/http/room.ts'
import { type EdgeDeps, edgeRoom } from '../edge/room.ts'
import { undocumented } from '../platform/http/undocumented.ts'
import { type App, createApp, serve } from '../platform/http.ts'
import { createLogger } from '../platform/logger.ts'
import type { QueryApi } from '../query-api/deps.ts'
import { queryApi } from '../query-api/room.ts'
import { gateway } from '../start/gateway.ts'

const logger = createLogger('test', 'silent')
// Routes tell about themselves before anybody calls them: what they need then is not asked for here.
const commandDeps = { settings: { payments: { provider: 'sandbox', webhookSecret: 's' } } } as unknown as CommandApi
const rooms = {
  commandApi: (app: App) => commandApi(app, commandDeps),
  queryApi: async (app: App) => queryApi(app, {} as QueryApi),
  edge: (app: App) => edgeRoom(app, {} as EdgeDeps),
}

const endings: (() => Promise<void>)[] = []
after(async () => {
  for (const end of endings.reverse()) await end()
})

const withRooms = async (...chosen: readonly ((app: App) => Promise<void>)[]) => {
  const app = await createApp({ logger, title: 'Matinee' })
  for (const room of chosen) await room(app)
  const server = await serve(app, { name: 'spec', host: '127.0.0.1', port: 0 })
  endings.push(() => server.stop())
  return server.url
}
type Description = { paths: Record<string, Record<string, object>> }
const describedAt = async (url: string) => (await (await fetch(`${url}/openapi.json`)).json()) as Description
const routesOf = ({ paths }: Description) =>
  Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))

const whole = await describedAt(await withRooms(rooms.commandApi, rooms.queryApi, rooms.edge))

test('every route of every room tells all there is to know', () => {
  assert.deepEqual(undocumented(whole), [])
  assert.ok(routesOf(whole).length > 40)
})

test('commands change, queries and edge only read; through the gateway rooms that run apart are the same API', async () => {
  const [commands, queries, edge] = await Promise.all([
    withRooms(rooms.commandApi),
    withRooms(rooms.queryApi),
    withRooms(rooms.edge),
  ])
  for (const [url, wrong] of [
    [commands, /^(get|head) \/v1/],
    [queries, /^(?!get|head)\w+ /],
    [edge, /^(?!get|head)\w+ /],
  ] as const)
    for (const route of routesOf(await describedAt(url))) assert.doesNotMatch(route, wrong)

  const front = await gateway({
    upstreams: { commandApi: commands, queryApi: queries, edge },
    host: '127.0.0.1',
    port: 0,
    logger,
  })
  endings.push(() => front.stop())
  const told = await describedAt(front.url)
  const wanted = routesOf(whole).filter((route) => route !== 'get /metrics')
  assert.deepEqual(routesOf(told).sort(), wanted.sort())
  assert.deepEqual(undocumented(told), [])
})
