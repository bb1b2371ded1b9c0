// `npm start` that is ended before it was ready: in order, and quietly.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '../runtime/eventually.ts'
import { newPlace, type Place } from '../test/app.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

const starting = async () => {
  const place = await newPlace({ name: 'ended early' })
  const child: ChildProcess = spawn(
    process.execPath,
    [main, '--external', '--no-demo', '--port', place.env.MATINEE_PORT ?? ''],
    {
      env: { ...process.env, ...place.env, MATINEE_LOG_LEVEL: 'warn', npm_lifecycle_event: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data))
  const ended = once(child, 'exit').finally(() => place.stop())
  return { child, place, ended, output: () => output }
}

test('Ctrl-C while the rooms open, and while they catch up, ends it in order without a word of faults', async () => {
  const moments = {
    opening: ({ env }: Place) => existsSync(join(env.MATINEE_STATE ?? '', 'deciders')),
    listening: ({ url }: Place) =>
      fetch(`${url}/readyz`).then(
        () => true,
        () => false,
      ),
  }
  for (const [name, moment] of Object.entries(moments)) {
    const { child, place, ended, output } = await starting()
    await eventually(name, async () => child.exitCode !== null || (await moment(place)), 120_000)
    child.kill('SIGINT')
    assert.deepEqual(await ended, [0, null], output())
    const lines = output().trim().split('\n')
    assert.deepEqual(
      lines.filter((line) => line && !/^building the web|^ready after|^memory|^Ctrl-C/.test(line)),
      ['stopping: what was acknowledged is kept'],
      name,
    )
  }
})
