// How processes end: real ones, with real signals.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const fixture = fileURLToPath(new URL('process.fixture.ts', import.meta.url))

const started = (t: TestContext, manner: string) => {
  const child = spawn(process.execPath, [fixture, manner], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const said = async (text: string): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next()
      assert.ok(!done, `ended before it said: ${text}`)
      if (String(value).includes(`"msg":"${text}"`)) return
    }
  }
  return { child, said }
}
const ended = async (child: ChildProcess) => (child.exitCode ?? (await once(child, 'exit'))[0]) as number | null

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} stops in order and ends with 0`, async (t) => {
    const { child, said } = started(t, 'orderly')
    await said('runs')
    child.kill(signal)
    await said('all stopped')
    assert.equal(await ended(child), 0)
  })

test('a part that does not stop is said, and ends with 1', async (t) => {
  const { child, said } = started(t, 'fails')
  await said('runs')
  child.kill('SIGTERM')
  await said('did not stop in order')
  assert.equal(await ended(child), 1)
})

test('a second signal does not wait', async (t) => {
  const { child, said } = started(t, 'hangs')
  await said('runs')
  child.kill('SIGTERM')
  await said('stopping')
  child.kill('SIGTERM')
  assert.equal(await ended(child), 130)
})
