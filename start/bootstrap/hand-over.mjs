// The pinned Node takes over: in this very process where Node can do that, else as a child that we pass signals to.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { findChromium, findJava } from './debian.mjs'
import { cache, pinnedNode, root } from './places.mjs'

const environment = () => {
  const java = findJava()
  const chromium = findChromium()
  return {
    // Each of our processes, and of the tests', would else strip the types of some hundred files again.
    NODE_COMPILE_CACHE: path.join(cache, 'compiled'),
    ...process.env,
    ...(java ? { MATINEE_JAVA: java } : {}),
    ...(chromium ? { MATINEE_CHROMIUM: chromium } : {}),
  }
}

// docs/adr/0014: what a batch of commands makes is dead before V8 looks at it, and V8's helpers do not fight over two cores.
const young = ['--min-semi-space-size=64', '--max-semi-space-size=64', '--v8-pool-size=1']
const flagsOf = { 'start/main.ts': young, 'bench/main.ts': young }

/** Its exit code. The pipe on descriptor 3 tells the child when we are gone, even by kill -9. */
const asChild = (args) =>
  new Promise((resolve) => {
    const env = { ...environment(), MATINEE_PARENT_FD: '3' }
    const child = spawn(pinnedNode, args, { cwd: process.cwd(), env, stdio: ['inherit', 'inherit', 'inherit', 'pipe'] })
    const pass = (signal) => child.kill(signal)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 128 + 15 : 1)))
  })

export const handOver = (program, rest) => {
  const args = [...(flagsOf[program] ?? []), path.join(root, program), ...rest]
  if (typeof process.execve === 'function') {
    process.execve(pinnedNode, [pinnedNode, ...args], environment())
    return 1
  }
  return asChild(args)
}
