// The checker as a program of its own: `node test/chaos/checker/main.ts HISTORY`, servers in the environment. One line.
import { judge } from './judge.ts'
import { readWorld } from './read.ts'

const [, , history = ''] = process.argv
const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']))
console.log(JSON.stringify(judge(await readWorld(env, history))))
