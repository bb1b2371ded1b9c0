// An operator builds a view again from the command line, on the running product; a stretch is printed and folded apart.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runningApp } from '../../test/app.ts'
import { apiClient, eventually } from '../client/api.ts'

const app = await runningApp({ name: 'projection-cli' })
after(() => app.stop())
const program = fileURLToPath(new URL('./main.ts', import.meta.url))

type Ran = Readonly<{ code: number; out: string; err: string }>
const matinee = (as: { login: string; password: string }, ...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { ...process.env, ...app.env, MATINEE_OPERATOR_LOGIN: as.login, MATINEE_OPERATOR_PASSWORD: as.password }
    execFile(process.execPath, [program, ...args], { env, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    )
  })
const { operator, seller } = app.people
const at = ['--url', app.url]

test('rebuild, switch and drop, each with its reason; nobody but an operator; all of it on record', async () => {
  const api = apiClient(app.url)
  await api.logIn(seller.login, seller.password)
  const { filmId } = await api.post<{ filmId: string }>('/v1/films', { title: 'Nosferatu' })

  const refused = await matinee(seller, 'projection', 'rebuild', 'films', '--reason', 'because', ...at)
  assert.deepEqual([refused.code, /403 forbidden/.test(refused.err)], [1, true])
  assert.equal((await matinee(operator, 'projection', 'rebuild', 'films', ...at)).code, 2, 'not without a reason')

  const built = await matinee(operator, 'projection', 'rebuild', 'films', '--reason', 'a test', '--follow', ...at)
  assert.equal(built.code, 0, built.err)
  assert.match(built.out, /films 2 is being built/)
  assert.match(built.out, /films +2 {2}ready/)
  const early = await matinee(operator, 'projection', 'drop', 'films', '1', '--reason', 'too early', ...at)
  assert.match(early.err, /409 conflict/)
  const switched = await matinee(operator, 'projection', 'switch', 'films', '2', '--reason', 'right', ...at)
  assert.equal(switched.code, 0, switched.err)
  assert.equal((await api.get<{ title: string }>(`/v1/films/${filmId}`)).title, 'Nosferatu', 'read by its position')
  const dropped = await matinee(operator, 'projection', 'drop', 'films', '1', '--reason', 'old', ...at)
  assert.equal(dropped.code, 0, dropped.err)
  assert.doesNotMatch((await matinee(operator, 'projection', 'list', ...at)).out, /films +1/)

  const ops = apiClient(app.url)
  await ops.logIn(operator.login, operator.password)
  const { items } = await ops.get<{ items: { action: string; target: string; reason: string }[] }>(
    '/v1/operator/actions',
  )
  assert.deepEqual(
    items.map(({ action, target, reason }) => [action, target, reason]),
    [
      ['projection.drop', 'films 1', 'old'],
      ['projection.switch', 'films 2', 'right'],
      ['projection.rebuild', 'films', 'a test'],
    ],
  )
  await eventually('its lag is told as that of the live one', 10_000, async () => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text()
    return /projection_lag_records\{projection="films",version="2",live="true"\} 0/.test(metrics) || undefined
  })
})

test('a stretch is printed as JSON lines, by offset and by time, and folded into a scratch', async () => {
  const lines = async (...args: string[]) => {
    const { code, out, err } = await matinee(operator, 'replay', 'catalogue', '--external', ...args)
    assert.equal(code, 0, err)
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { type: string; data: { title: string } })
  }
  assert.deepEqual(
    (await lines()).map(({ type, data }) => [type, data.title]),
    [['FilmDrafted', 'Nosferatu']],
  )
  assert.equal((await lines('--to', '0')).length, 0)
  assert.equal((await lines('--from', new Date(Date.now() + 3_600_000).toISOString())).length, 0)
  assert.equal((await lines('--from', '2020-01-01')).length, 1)

  const into = ['--into', 'look', '--projection', 'films', '--reason', 'to look', ...at]
  const folded = await matinee(operator, 'replay', 'catalogue', ...into)
  assert.match(folded.out, /scratch\.look is being folded/, folded.err)
  await eventually('it is folded', 20_000, async () => {
    const { out } = await matinee(operator, 'projection', 'list', ...at)
    return /scratch\.look +0 {2}scratch(?!.*(left|no projector))/.test(out) || undefined
  })
  assert.equal((await matinee(operator, 'projection', 'drop', 'scratch.look', '--reason', 'seen', ...at)).code, 0)
})
