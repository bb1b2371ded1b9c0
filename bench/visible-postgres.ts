// The row visible-postgres: from the answer of a command to its rows in Postgres, beside a rebuild and without one.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { identityDecider } from '../domain/identity/decider.ts'
import { viewPositions } from '../platform/postgres-positions.ts'
import { dropVersion, rebuildProjection } from '../platform/postgres-versions.ts'
import { commandIdOf, deciderRoom, openCommands, parsePosition, threadedWriting } from '../runtime/index.ts'
import { libraryLog } from './library-log.ts'
import { inPairs, type Measured } from './pairs.ts'

const perSecond = 300
const seconds = 30
/** Enough that a rebuild lasts longer than a measurement. */
const history = 300_000
const program = fileURLToPath(new URL('../projectors/room.fixture.ts', import.meta.url))

/**
 * Ours: p99 with a rebuild running in the projectors' process. The reference: p99 without. The projectors, all of them,
 * are a process of their own; commands, deciders and whoever looks are this one.
 */
export const visiblePostgresRow = async (say: (line: string) => void): Promise<Measured> => {
  const bench = await libraryLog('visible')
  const { env, log, codec, logger, partitions, installation, postgres, append, hasRead, close } = bench
  const deciding = await deciderRoom({
    openWriting: threadedWriting,
    ...{ log, codec, deciders: [identityDecider], partitions, installation, logger },
    stateDir: join(env.MATINEE_STATE ?? '', 'bench'),
  })
  const commands = await openCommands({ log, codec, contexts: ['identity'], partitions, logger, mostWaiting: 4_096 })
  await deciding.ready
  await append('EntitlementGranted', history, 1_767_225_600_000)
  const projectors = spawn(process.execPath, [program], {
    env: { ...process.env, ...env, MATINEE_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const views = viewPositions(postgres, { every: 2 })

  /** ms from the answer until the view of outcomes has read it. */
  const once300 = async (): Promise<number> => {
    const personId = randomUUID()
    const commandId = commandIdOf(personId, 'register', personId, 'bench')
    const command = { type: 'RegisterPerson' as const, personId, roles: ['viewer'], simulated: false }
    const options = { key: personId, commandId, bodyHash: commandId, actor: personId, waitMs: 30_000 }
    const outcome = await commands.submit('identity', command, options)
    if (outcome.status !== 'accepted') throw new Error(`a command was ${outcome.status}`)
    const answered = performance.now()
    if (!(await views.reached(['outcomes'], parsePosition(outcome.position), 30_000))) throw new Error('not visible')
    return performance.now() - answered
  }

  const p99 = async (): Promise<number> => {
    const began = performance.now()
    const all: Promise<number>[] = []
    while (all.length < perSecond * seconds) {
      const due = ((performance.now() - began) / 1_000) * perSecond
      while (all.length < due) all.push(once300())
      await sleep(1)
    }
    const sorted = (await Promise.all(all)).sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
  }

  const besideRebuild = async (): Promise<number> => {
    const made = await postgres.transaction((client) => rebuildProjection(client, 'library'))
    while ((await doneOf(made.version)) === 0n) await sleep(20)
    const figure = await p99()
    const read = await doneOf(made.version)
    say(`  ${read} of ${history} records were folded meanwhile${read >= history ? ': all of them, too few' : ''}`)
    await postgres.transaction((client) => dropVersion(client, made))
    return figure
  }
  const doneOf = async (version: number): Promise<bigint> => {
    const [sum] = await postgres.rows<{ done: bigint }>`
      select coalesce(sum(next_offset), 0)::bigint as done from projection_positions
      where name = 'library' and version = ${version}`
    return sum?.done ?? 0n
  }

  try {
    await waitForView(async () => (await views.standings(0)).has('outcomes'))
    await hasRead(1)
    return await inPairs({ name: 'visible-postgres', unit: 'ms (p99)', say, ours: besideRebuild, reference: p99 })
  } finally {
    projectors.kill('SIGKILL')
    if (projectors.exitCode === null && projectors.signalCode === null) await once(projectors, 'exit')
    await commands.close()
    await deciding.stop()
    await close()
  }
}

const waitForView = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds().catch(() => false))) await sleep(50)
}
