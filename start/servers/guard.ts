// What ends our children when we are killed: a small shell in its own session that holds the other end of a pipe.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'

/** Every process below us carries this in its environment, ffmpeg and the packager too: that is how they are found. */
export const ownerVariable = 'MATINEE_OWNER'

// End of input means that the parent is gone. Some five seconds for an orderly end, then the rest is killed.
const script = `
mine() { grep -lzs "^${ownerVariable}=$1$" /proc/[0-9]*/environ | cut -d/ -f3 | grep -vx $$; }
while read -r word; do [ "$word" = done ] && exit 0; done
for signal in TERM KILL; do
  tries=0
  for pid in $(mine "$1"); do kill -$signal "$pid" 2>/dev/null; done
  while [ -n "$(mine "$1")" ] && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
done
`

/** Process ids that carry the owner's mark and still run. */
export const markedProcesses = (owner: string): number[] =>
  fs
    .readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${ownerVariable}=${owner}`)
      } catch {
        return false
      }
    })
    .map(Number)

export type Guard = Readonly<{ owner: string; release(): void }>

/** Marks this process's environment, so that all it starts from now on is ended after it, however it ends. */
export const standGuard = (): Guard => {
  const owner = randomUUID()
  process.env[ownerVariable] = owner
  const { [ownerVariable]: _, ...env } = process.env
  const shell = spawn('sh', ['-c', script, 'matinee-guard', owner], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env,
  })
  shell.unref()
  shell.stdin.on('error', () => undefined)
  ;(shell.stdin as unknown as { unref(): void }).unref()
  return {
    owner,
    release: () => {
      shell.stdin.end('done\n')
    },
  }
}
