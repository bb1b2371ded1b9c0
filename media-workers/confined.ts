// Starts a tool so that it cannot outlive, outgrow or starve us: limits, low priority, own process group, dies with us.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What one run of a tool may take. */
export type Confinement = Readonly<{
  /** Address space, bytes. */
  memoryBytes: number
  /** The largest file that it may write, bytes. */
  fileBytes: number
  /** Longest run, ms. */
  wallMs: number
  /** Longest time without a line on its output, ms; only where the tool reports progress. */
  stallMs?: number
  /** nice(1), 0 to 19. */
  niceness: number
}>

export type Run = Readonly<{
  confinement: Confinement
  signal: AbortSignal
  /** Each line of its output, instead of all at the end. */
  onLine?: (line: string) => void
  /** The folder that it runs in. */
  cwd?: string
}>

/** It ended badly. `why`: its exit code, the signal that ended it, or our own limit. */
export class ToolFailed extends Error {
  readonly tool: string
  readonly why: string
  /** The last part of what it said. */
  readonly said: string

  constructor(tool: string, why: string, said: string) {
    super(`${tool}: ${why}${said ? `: ${said.slice(-500)}` : ''}`)
    this.tool = tool
    this.why = why
    this.said = said
  }
}

/** We may die before the kernel is told what our death means: from then on the parent is another, and nothing is begun. */
const unlessOrphaned = '[ "$PPID" = "$1" ] || exit 1; shift; exec "$@"'

/** A tool that has ended is not waited for because something that it left behind holds its output open. */
const outputAfterExitMs = 2_000
const keptErrors = 8_000
const keptOutput = 4 * 2 ** 20

/**
 * Runs the tool to its end and returns its output (empty with `onLine`). Throws ToolFailed, or the signal's reason.
 * The whole process group is killed on a limit, on the signal, and by the kernel when this process dies in any way.
 */
export const runConfined = async (
  tool: string,
  args: readonly string[],
  { confinement, signal, onLine, cwd }: Run,
): Promise<string> => {
  signal.throwIfAborted()
  const { memoryBytes, fileBytes, wallMs, stallMs, niceness } = confinement
  const limited = [
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...['sh', '-c', unlessOrphaned, 'sh', `${process.pid}`],
    ...['prlimit', `--as=${memoryBytes}`, `--fsize=${fileBytes}`, '--core=0'],
    ...['nice', '-n', `${niceness}`],
  ]
  const [first = tool, ...rest] = [...limited, tool, ...args]
  const child = spawn(first, rest, {
    detached: true,
    ...(cwd ? { cwd } : {}),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', MALLOC_ARENA_MAX: '4' },
  })

  const letGo = () => {
    child.stdout.destroy()
    child.stderr.destroy()
  }

  let killedFor: string | undefined
  const kill = (why: string) => {
    killedFor ??= why
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killGroup(child.pid)
  }
  const abort = () => kill('aborted')
  const wall = setTimeout(() => kill(`took longer than ${wallMs} ms`), wallMs)
  const stall = stallMs === undefined ? undefined : setTimeout(() => kill(`no progress for ${stallMs} ms`), stallMs)
  signal.addEventListener('abort', abort)

  let said = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said = (said + part).slice(-keptErrors)
  })
  const lines: string[] = []
  let kept = 0
  if (!onLine)
    child.stdout.on('data', (part: Buffer) => {
      kept += part.length
      if (kept > keptOutput) kill(`said more than ${keptOutput} bytes`)
    })
  createInterface({ input: child.stdout }).on('line', (line) => {
    stall?.refresh()
    if (onLine) onLine(line)
    else if (kept <= keptOutput) lines.push(line)
  })

  try {
    const [code, ended] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.on('error', (error) => reject(new ToolFailed(tool, `cannot be started (${error.message})`, '')))
      child.on('close', (...how) => resolve(how))
      child.on('exit', () => setTimeout(letGo, outputAfterExitMs).unref())
    })
    signal.throwIfAborted()
    if (killedFor) throw new ToolFailed(tool, killedFor, said)
    if (ended) throw new ToolFailed(tool, `ended by ${ended}`, said)
    if (code !== 0) throw new ToolFailed(tool, `exit code ${code}`, said)
    return lines.join('\n')
  } finally {
    clearTimeout(wall)
    clearTimeout(stall)
    signal.removeEventListener('abort', abort)
  }
}

const killGroup = (leader: number) => {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
