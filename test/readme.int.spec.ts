// The README's curl and Python, as they stand there, against a running Matinee.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { currentLicence } from '../domain/commerce/rules.ts'
import { onboarded } from '../start/client/onboarding.ts'
import { demoFilms } from '../start/demo/films.ts'
import { offersOf, readyToPlay, upload } from '../start/demo/load.ts'
import { loggedIn } from '../start/demo/people.ts'
import { root } from '../start/servers/places.ts'
import { type RunningApp, runningApp } from './app.ts'
import { pythonProgram } from './python-program.ts'

const run = promisify(execFile)
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const block = (language: string): string => {
  const found = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1]
  if (!found) throw new Error(`README.md has no block of ${language}`)
  return found
}

let app: RunningApp

before(async () => {
  app = await runningApp({ name: 'readme' })
  const seller = await onboarded(await loggedIn(app.url, app.people.seller))
  const clip = demoFilms.find((film) => 'file' in film.source)
  assert.ok(clip && 'file' in clip.source)
  const { filmId } = await seller.post<{ filmId: string }>('/v1/films', { title: clip.title })
  await upload(seller, filmId, clip.source.file)
  await readyToPlay(seller, filmId)
  await seller.call('PUT', `/v1/films/${filmId}/offers`, { body: offersOf(clip) })
  await seller.post(`/v1/films/${filmId}/publication`)
  const viewer = await loggedIn(app.url, app.people.viewer)
  await viewer.get(`/v1/films/${filmId}`)
})

after(() => app?.stop())

test('ten lines of curl rent a film and fetch its playlist', async () => {
  const lines = block('sh').trim().split('\n')
  assert.equal(lines.length, 10)
  const env = { ...process.env, MATINEE_URL: app.url, PATH: `${join(process.execPath, '..')}:${process.env.PATH}` }
  const { stdout } = await run('bash', ['-euc', `token=; ${lines.join('\n')}`], { env, timeout: 60_000 })
  assert.match(stdout, /#EXTM3U/)
  assert.match(stdout, /#EXT-X-STREAM-INF/)
})

const python = pythonProgram('python-kafka', ['kafka-python==3.0.12', 'fastavro==1.13.1'])

test('ten lines of Python read the event stream', async () => {
  const lines = block('python').trim().split('\n')
  assert.equal(lines.length, 10)
  const { env } = app
  const [kafkaHost = '', kafkaPort] = (env.MATINEE_KAFKA ?? '').split(':')
  const registryPort = new URL(env.MATINEE_REGISTRY ?? '').port
  const data = join(app.folder, 'python')
  mkdirSync(data, { recursive: true })
  const ports = { kafka: Number(kafkaPort), registry: Number(registryPort) }
  writeFileSync(join(data, 'endpoints.json'), JSON.stringify({ host: kafkaHost, ports }))

  const viewer = await loggedIn(app.url, app.people.viewer)
  const { items } = await viewer.get<{
    items: { filmId: string; offers: { offerId: string; version: number; kind: string }[] }[]
  }>('/v1/films')
  const film = items[0]
  const offer = film?.offers.find(({ kind }) => kind === 'buy')
  const { orderId } = await viewer.post<{ orderId: string }>('/v1/orders', {
    ...{ filmId: film?.filmId, offerId: offer?.offerId, offerVersion: offer?.version, paymentMethod: 'pm_success' },
    licenceVersion: currentLicence,
  })
  assert.ok(orderId)
  // This installation's topics have a prefix of their own; and commerce has events without a player.
  const program = block('python').replace('"playback"', `"${env.MATINEE_TOPIC_PREFIX}commerce"`)
  const { stdout } = await run(await python.build(), ['-c', program], {
    env: { ...process.env, MATINEE_DATA: data },
    timeout: 60_000,
  })
  assert.match(stdout, /OrderPlaced .*pm_success/)
})
