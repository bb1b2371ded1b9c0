// After the load has ended: what the rooms' logs bear, and what the checker says.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Verdict } from './checker/judge.ts'

/** A zombie's own words when its commit was refused. */
export const fenced = '"type":"Fenced".*a newer owner has the partition'

const times = async (folder: string, pattern: string): Promise<number> => {
  const counted = await promisify(execFile)('grep', ['-rhEc', pattern, join(folder, 'logs')]).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  )
  return counted.stdout.split('\n').reduce((sum, line) => sum + Number(line), 0)
}

export const inLogs = async (folder: string) => ({
  fenced: await times(folder, fenced),
  rebalanced: await times(folder, 'partitions moved'),
  unknown: await times(folder, 'an unknown outcome'),
})

/** The checker holds the whole log: about 1 KB per record, three records per command. */
const heap = '--max-old-space-size=12288'

/** Money may still be on its way when the load ends: judged again until that is through, a minute at most. */
export const untilPaid = async (env: Readonly<Record<string, string>>, history: string): Promise<Verdict> => {
  const program = join(import.meta.dirname, 'checker/main.ts')
  for (const until = Date.now() + 60_000; ; ) {
    const limits = { env: { ...process.env, ...env }, maxBuffer: 2 ** 30, timeout: 600_000 }
    const { stdout } = await promisify(execFile)(process.execPath, [heap, program, history], limits)
    const verdict = JSON.parse(stdout) as Verdict
    if (verdict.money.length === 0 || Date.now() > until) return verdict
    await wait(2_000)
  }
}
