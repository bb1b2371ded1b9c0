// What was asked of the bootstrap: a task, its own arguments, and the few of them that set-up must know.
const tasks = {
  start: 'start/main.ts',
  test: 'test/run.ts',
  bench: 'bench/main.ts',
  proof: 'test/proof/main.ts',
  'proof:commerce': 'test/commerce/main.ts',
  chaos: 'test/chaos/main.ts',
  simulation: 'test/simulation/main.ts',
  demo: 'start/cli/main.ts',
  simulate: 'start/cli/main.ts',
  events: 'start/cli/main.ts',
  person: 'start/cli/main.ts',
}

const words = new Set(['doctor', 'reset', 'help', 'version'])

const optionValue = (args, name) => {
  const joined = args.find((arg) => arg.startsWith(`${name}=`))
  return joined ? joined.slice(name.length + 1) : args[args.indexOf(name) + 1]
}

/** `program` is run by the pinned Node with `args`; without one the bootstrap answers itself. */
export const parse = (argv) => {
  const [first, ...rest] = argv
  const [task, args] = first === 'matinee' ? [rest[0] ?? 'help', rest.slice(1)] : [first ?? 'help', rest]
  const has = (name) => args.some((arg) => arg === name || arg.startsWith(`${name}=`))
  if (task === '--help' || task === '-h') return { task: 'help', about: undefined, args }
  const program = Object.hasOwn(tasks, task) ? tasks[task] : undefined
  if (!program && !words.has(task)) return { task: 'unknown', about: task, args }
  if (has('--help') || has('-h')) return { task: 'help', about: task, args }
  const fromCommandLine = program === 'start/cli/main.ts'
  return {
    task,
    program,
    args: fromCommandLine ? [task, ...args] : args,
    external: has('--external'),
    json: has('--json'),
    data: has('--data') ? optionValue(args, '--data') : undefined,
  }
}
