// A renewal and a cancellation exclude each other. `npm run proof -- renewal-race`: 1,000 times.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { loggedIn } from '../start/demo/people.ts'
import { appProcess } from './app.ts'
import { newPlan } from './given-plan.ts'
import { raceRenewals } from './renewal-race.ts'
import { sandboxBank } from './sandbox-bank.ts'

const races = Number(process.env.MATINEE_PROOF_RACES ?? 30)
const app = await appProcess({ name: 'renewal-race', env: {} })
after(() => app.stop())

test('cancelling against renewing: charged is what plays, and both orders occur', { timeout: 1_800_000 }, async () => {
  const { url, people, env } = app
  const operator = await loggedIn(url, people.operator)
  const bank = sandboxBank(env)
  // A month takes 3 s.
  await bank.behave({ dayMs: 100 })
  const result = await raceRenewals({ url, operator, plan: await newPlan(operator), bank }, { races, viewers: 6 })
  console.log(JSON.stringify(result))
  assert.ok(result.races >= races)
  assert.ok(Math.min(result.renewed, result.cancelled) >= races / 10, JSON.stringify(result))
})
