// For specs: an installation of its own with its log and Postgres, and a program of the projectors that is killed and started.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createLogger } from '../platform/logger.ts'
import { openPostgres } from '../platform/postgres.ts'
import { happeningsOn } from '../projectors/happening.ts'
import { givenLog } from './given-log.ts'
import { freshInstallation } from './installation.ts'

const partitions = 2

/** `program`: a file of projectors/; `close` ends every process of it first. */
export const givenProjectors = async (name: string, program: string) => {
  const env: Record<string, string> = { ...(await freshInstallation(name)), MATINEE_PARTITIONS: String(partitions) }
  const logger = createLogger('test', 'silent')
  const { log, codec } = await givenLog(env, { clientId: 'test', partitions, logger })
  const { happen } = happeningsOn(log, codec, partitions)
  const postgres = openPostgres({ url: env.MATINEE_POSTGRES ?? '', room: 'test', logger })

  const file = fileURLToPath(new URL(`../projectors/${program}`, import.meta.url))
  const children = new Set<ChildProcess>()
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [file], {
      env: { ...process.env, ...env, MATINEE_PORT: '0', MATINEE_LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  /** Its exit code; null when the signal ended it. */
  const kill = async (child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> => {
    child.kill(signal)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return child.exitCode
  }
  const close = async (): Promise<void> => {
    for (const child of children) await kill(child)
    await Promise.all([postgres.close(), log.close()])
  }
  return { env, partitions, logger, log, codec, happen, postgres, start, kill, close }
}
