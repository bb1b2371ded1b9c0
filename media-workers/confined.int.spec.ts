// What a tool may not do: outlive its time, its parent or its group, outgrow its memory or its file.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Confinement, runConfined, ToolFailed } from './confined.ts'
import { specFolder } from './spec-inputs.ts'

const folder = await specFolder()
const loose: Confinement = { memoryBytes: 2 ** 32, fileBytes: 2 ** 20, wallMs: 20_000, niceness: 5 }
const free = () => new AbortController()
const shell = (script: string, part: Partial<Confinement> = {}, onLine?: (line: string) => void, of = free()) =>
  runConfined('sh', ['-c', script], {
    confinement: { ...loose, ...part },
    signal: of.signal,
    ...(onLine ? { onLine } : {}),
  })
const failure = async (run: Promise<unknown>): Promise<ToolFailed> => {
  const error = await run.then(
    () => assert.fail('it ended well'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof ToolFailed, String(error))
  return error
}

/** A number of seconds to sleep that no other run of this spec sleeps. */
const longSleep = () => `3600.${randomInt(1e9)}`

/** Processes whose command line holds the mark; zombies have none. */
const alive = async (mark: string): Promise<number> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(mark)).length
}
const eventually = async (what: () => Promise<boolean>) => {
  for (let i = 0; i < 500; i += 1) {
    if (await what()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.fail('it did not happen in ten seconds')
}

test('output is returned, or told line by line', async () => {
  assert.equal(await shell('echo one; echo two'), 'one\ntwo')
  const lines: string[] = []
  assert.equal(await shell('echo one; echo two', {}, (line) => lines.push(line)), '')
  assert.deepEqual(lines, ['one', 'two'])
})

test('a bad end says why, with what the tool said', async () => {
  const error = await failure(shell('echo it broke >&2; exit 3'))
  assert.deepEqual([error.why, error.said], ['exit code 3', 'it broke\n'])
  assert.match(
    (await failure(runConfined('no-such-tool', [], { confinement: loose, signal: free().signal }))).why,
    /exit code/,
  )
})

test('it is nice, and knows nothing of our environment', async () => {
  process.env.MATINEE_SECRET_OF_SPEC = 'secret'
  assert.equal(
    await shell('nice; echo $MATINEE_SECRET_OF_SPEC'),
    `${5 + Number(await shell('nice', { niceness: 0 }))}\n`,
  )
})

test('too long, and with it everything that it started', async () => {
  const long = longSleep()
  const error = await failure(shell(`sleep ${long} & sleep ${long}`, { wallMs: 300 }))
  assert.match(error.why, /longer than 300 ms/)
  await eventually(async () => (await alive(`sleep\0${long}`)) === 0)
})

test('without progress', async () => {
  const error = await failure(shell(`echo one; sleep ${longSleep()}`, { stallMs: 300 }, () => undefined))
  assert.match(error.why, /no progress/)
})

test('more memory than it may', async () => {
  const script = 'x=$(head -c 300000000 /dev/zero | tr "\\0" x); echo "$x" | wc -c'
  await failure(shell(script, { memoryBytes: 200_000_000 }))
})

test('a larger file than it may', async () => {
  const error = await failure(shell(`exec head -c 2000000 /dev/zero > ${join(folder, 'large')}`))
  assert.match(error.why, /SIGXFSZ|exit code/)
  assert.equal((await readFile(join(folder, 'large'))).length, 2 ** 20)
})

test('more output than we keep', async () => {
  assert.match((await failure(shell('head -c 9000000 /dev/zero'))).why, /said more than/)
})

test('stopped by its caller', async () => {
  const caller = free()
  const long = longSleep()
  const run = shell(`echo up; sleep ${long}`, {}, () => caller.abort(new Error('the worker stops')), caller)
  await assert.rejects(run, /the worker stops/)
  await eventually(async () => (await alive(`sleep\0${long}`)) === 0)
})

test('it dies with us, even when we are killed', async () => {
  const long = longSleep()
  const script = `
    import { runConfined } from ${JSON.stringify(import.meta.resolve('./confined.ts'))}
    const confinement = ${JSON.stringify({ ...loose, wallMs: 600_000 })}
    await runConfined('sleep', ['${long}'], { confinement, signal: new AbortController().signal })`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  await eventually(async () => (await alive(`sleep\0${long}`)) > 0)
  parent.kill('SIGKILL')
  await eventually(async () => (await alive(`sleep\0${long}`)) === 0)
})
