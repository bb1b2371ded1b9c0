// Runs the ordinary clients (npm, apt-get, mvn, tar) for set-up: quiet when all is well, their last lines when not.
import { spawn, spawnSync } from 'node:child_process'

/** Something the person at the keyboard must do; printed without a stack. */
export class Stop extends Error {}

const running = new Map()
let stopping = false

/** Ctrl-C: ends what set-up started, but lets a package manager finish; nothing goes on behind the prompt. */
export const endAll = () => {
  stopping = true
  for (const [child, finish] of running) if (!finish) child.kill('SIGTERM')
}

export const isStopping = () => stopping

const tailOf = (text, lines = 15) => text.trimEnd().split('\n').slice(-lines).join('\n')

/**
 * Runs to the end; rejects with the command and its last lines. `finish`: not to be broken off half-way (dpkg), so it
 * gets a session of its own, where the terminal's Ctrl-C does not reach it.
 */
export const run = (command, args, { cwd, env = process.env, minutes = 20, finish = false } = {}) =>
  new Promise((resolve, reject) => {
    if (stopping) return reject(new Stop('stopped'))
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: finish })
    running.set(child, finish)
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setTimeout(() => child.kill('SIGTERM'), minutes * 60_000)
    const over = () => {
      clearTimeout(timer)
      running.delete(child)
    }
    child.on('error', (error) => {
      over()
      reject(new Stop(`${command} could not be started: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      over()
      if (stopping) reject(new Stop('stopped'))
      else if (code === 0) resolve(output)
      else reject(new Stop(`this failed (${signal ?? code}):\n  ${[command, ...args].join(' ')}\n${tailOf(output)}`))
    })
  })

/** What a command prints, or undefined when it is missing or fails. */
export const ask = (command, args = []) => {
  const answer = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000, stdio: ['ignore', 'pipe', 'pipe'] })
  return answer.status === 0 ? `${answer.stdout}${answer.stderr}` : undefined
}
