// `npm run proof [-- NAME…]`: the long proofs, one after the other; non-zero when one of them fails.
import { runCommand } from '../run/command.ts'
import { proofs } from './proofs.ts'

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !proofs.some((proof) => proof.name === name))
if (unknown) {
  console.error(`there is no proof ${unknown}:\n${proofs.map(({ name, about }) => `  ${name}: ${about}`).join('\n')}`)
  process.exit(2)
}

const outcomes = []
for (const { name, about, args, env = {} } of proofs.filter((p) => wanted.length === 0 || wanted.includes(p.name))) {
  Object.assign(process.env, env)
  outcomes.push(await runCommand({ name: `${name}: ${about}`, args, quiet: false }))
  for (const variable of Object.keys(env)) delete process.env[variable]
}
console.log('\n── proofs')
for (const { name, ok, seconds } of outcomes)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(0)} s)`)
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1
