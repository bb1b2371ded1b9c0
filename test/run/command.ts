// One step of a test run as a child process: its output passed on as it comes, bounded in time.
import { spawn } from 'node:child_process'
import { type Counts, readCounts } from './specs.ts'

export type Step = Readonly<{ name: string; args: readonly string[]; quiet?: boolean }>
export type Outcome = Readonly<{ name: string; ok: boolean; seconds: number; counts: Counts | undefined }>

/** A step that says nothing for this long hangs. */
const silenceMs = 5 * 60_000

type Ended = Readonly<{ code: number | null; output: string; seconds: number }>

const killGroup = (pid: number | undefined): void => {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // gone already
  }
}

const run = (args: readonly string[], quiet: boolean): Promise<Ended> =>
  new Promise((resolve) => {
    const began = performance.now()
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let output = ''
    let watchdog: NodeJS.Timeout | undefined
    const hear = (): void => {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => {
        console.log(`nothing heard for ${silenceMs / 60_000} minutes: ended`)
        killGroup(child.pid)
      }, silenceMs)
    }
    const take = (chunk: Buffer): void => {
      hear()
      // Enough for the closing lines; a whole run's output need not be held.
      output = (output + chunk.toString()).slice(-200_000)
      if (!quiet) process.stdout.write(chunk)
    }
    const interrupted = (): void => killGroup(child.pid)
    process.once('exit', interrupted)
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    hear()
    child.on('close', (code) => {
      clearTimeout(watchdog)
      process.off('exit', interrupted)
      resolve({ code, output, seconds: (performance.now() - began) / 1000 })
    })
  })

/** A check; its output is shown only when it fails, if it is `quiet`. */
export const runCommand = async ({ name, args, quiet = true }: Step): Promise<Outcome> => {
  console.log(`── ${name}`)
  const { code, output, seconds } = await run(args, quiet)
  if (code !== 0 && quiet) console.log(output)
  return { name, ok: code === 0, seconds, counts: undefined }
}

/** Spec files, so many at once. A runner that closes without its summary has failed. */
export const runSpecs = async (name: string, files: readonly string[], concurrency: number): Promise<Outcome> => {
  console.log(`\n── ${name} specs (${files.length} files)`)
  const options = ['--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, '--test-timeout=300000']
  const { code, output, seconds } = await run([...options, ...files], false)
  const counts = readCounts(output)
  return { name: `${name} specs`, ok: code === 0 && counts !== undefined && counts.pass > 0, seconds, counts }
}
