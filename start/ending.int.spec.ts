// How our programs end: once and in order, at once when asked again, and after their parent.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const fixture = fileURLToPath(new URL('./ending.fixture.ts', import.meta.url))

const launch = async (own: Readonly<Record<string, string>> = {}, ...args: string[]) => {
  const child: ChildProcess = spawn(process.execPath, [fixture, ...args], {
    env: { ...process.env, ...own, MATINEE_PARENT_FD: '3', npm_lifecycle_event: '' },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  const said: string[] = []
  child.stdout?.on('data', (data: Buffer) => said.push(...data.toString().trim().split('\n')))
  const hears = async (word: string): Promise<void> => {
    while (!said.includes(word)) if (child.stdout) await once(child.stdout, 'data')
  }
  await hears('up')
  return { child, said, hears, ended: once(child, 'exit') }
}

test('two signals at nearly the same time are one, and it ends in order', async () => {
  const { child, said, ended } = await launch()
  child.kill('SIGINT')
  child.kill('SIGINT')
  assert.deepEqual(await ended, [0, null])
  assert.deepEqual(said, ['up', 'stopping'])
})

test('asked again later, it does not wait any longer', async () => {
  const { child, hears, ended } = await launch({}, '--slow')
  child.kill('SIGTERM')
  await hears('stopping')
  const insisting = setInterval(() => child.kill('SIGTERM'), 200)
  assert.deepEqual(await ended, [130, null])
  clearInterval(insisting)
})

test('what does not stop in order is said, and ends all the same', async () => {
  const { child, said, ended } = await launch({ WITHIN_MS: '200' }, '--slow')
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [1, null])
  assert.deepEqual(said, ['up', 'stopping', 'not stopped within 0.2 s'])
})

test('when its parent is gone it ends too', async () => {
  const { child, said, ended } = await launch()
  const pipe = child.stdio[3]
  assert.ok(pipe && 'destroy' in pipe)
  pipe.destroy()
  assert.deepEqual(await ended, [1, null])
  assert.deepEqual(said, ['up', 'stopping'])
})
