// Steps at which a test may have this process killed or stopped, as kill -9 and kill -STOP would: for the chaos runner
// alone. A no-op unless the process was started with the name of a file in which the runner writes the step.
import { readFileSync, rmSync } from 'node:fs'

export type CrashPoint =
  /** the log has the command, nobody answers for it yet */
  | 'command-appended'
  /** a new owner has fenced the old one, and has read nothing */
  | 'owner-fenced'
  /** a batch is decided, nothing of it is written */
  | 'decided'
  /** its records are on the log, their transaction is open */
  | 'transaction-open'
  /** it is committed, the local store does not have it */
  | 'committed'
  /** the API has read the outcome, the client has not heard it */
  | 'before-reply'
  /** a projection's rows and position are written, their transaction is open */
  | 'projection-applied'

const file = process.env.MATINEE_CRASH_POINT_FILE

const asked = (from: string): string => {
  try {
    return readFileSync(from, 'utf8')
  } catch {
    return ''
  }
}

/** Does not return when this step was asked for; `stop STEP PID` returns when another process sends SIGCONT. */
export const crashPoint = (step: CrashPoint): void => {
  if (file === undefined) return
  const wanted = asked(file)
  if (wanted !== step && wanted !== `stop ${step} ${process.pid}`) return
  rmSync(file, { force: true })
  process.kill(process.pid, wanted === step ? 'SIGKILL' : 'SIGSTOP')
}
