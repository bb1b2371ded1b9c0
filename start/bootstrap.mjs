// The door of every npm script: plain JavaScript for any Node from 18 on. Sets up what is missing, then hands over to
// the pinned Node with the program that was asked for.
import { parse } from './bootstrap/args.mjs'
import { doctor } from './bootstrap/doctor.mjs'
import { handOver } from './bootstrap/hand-over.mjs'
import { lock, unlock } from './bootstrap/lock.mjs'
import { reset } from './bootstrap/reset.mjs'
import { endAll, Stop } from './bootstrap/run.mjs'
import { say } from './bootstrap/say.mjs'
import { prepare, prepared } from './bootstrap/steps.mjs'
import { usage } from './bootstrap/usage.mjs'

const setUp = async ({ task, external }) => {
  if (prepared(task, external)) return
  let interrupted = false
  const interrupt = () => {
    if (!interrupted) say('\nstopping; what is already there is kept, the next start goes on from it')
    interrupted = true
    endAll()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    await lock()
    say('setting up what is missing (once)')
    await prepare(task, external)
  } catch (error) {
    if (interrupted) throw new Stop('')
    throw error
  } finally {
    unlock()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  }
}

const answer = async (asked) => {
  switch (asked.task) {
    case 'help':
      process.stdout.write(`${usage(asked.about ?? asked.args[0])}\n`)
      return 0
    case 'unknown':
      say(`there is no command ${asked.about}\n\n${usage()}`)
      return 2
    case 'doctor':
      return doctor(asked.json)
    case 'reset':
      say(reset(asked.data))
      return 0
    default:
      if (Number(process.versions.node.split('.')[0]) < 18)
        throw new Stop(`this is Node ${process.versions.node}; 18 or newer is needed to begin with`)
      await setUp(asked)
      return handOver(asked.program, asked.args)
  }
}

try {
  process.exitCode = await answer(parse(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof Stop)) throw error
  if (error.message) say(`\n${error.message}`)
  process.exitCode = error.message ? 1 : 130
}
