// The local store is the fold of the log (protocol 23): what was kept while deciding is what a takeover reads.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { memoryLog } from '../memory-log.ts'
import { type KeyedStore, openStore } from '../store.ts'
import { type Asked, openHouse } from './house.ts'
import { outcomeOf, standingOf } from './partition-store.ts'

const command: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ type: fc.constant('Deposit' as const), amount: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ type: fc.constant('Withdraw' as const), amount: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ type: fc.constant('Move' as const), amount: fc.integer({ min: 1, max: 5 }) }),
  fc.constant({ type: 'Explode' as const }),
)
const sent = fc.record({
  command,
  key: fc.constantFrom('ann', 'bob', 'eve'),
  id: fc.integer({ min: 0, max: 8 }),
  late: fc.boolean(),
})

const contentOf = (store: KeyedStore, commandIds: readonly string[]) => ({
  rows: store.range({ from: 'k/', until: 'k0' }),
  outcomes: commandIds.map((id) => outcomeOf(store, id)),
  standing: standingOf(store),
})

test('whatever was sent, the store kept while deciding equals one made from the log', () =>
  fc.assert(
    fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 40 }), async (list) => {
      const log = memoryLog()
      const house = await openHouse(log)
      try {
        const room = await house.startRoom({ limits: { batchCommands: 7 } })
        const client = await house.openClient()
        await Promise.all(
          list.map(({ command: asked, key, id, late }) =>
            client.send(key, asked, { id: `${key}${id}`, body: 'b', ...(late ? { notAfterMs: -60_000 } : {}) }),
          ),
        )
        const commandIds = [...new Set((await house.records()).map(({ headers }) => headers['command-id'] ?? ''))]
        await room.stop()
        const folded = await house.startRoom({ stateDir: `${house.folder}/folded` })
        await folded.stop()
        const [kept, made] = ['state', 'folded'].map((name) => {
          const store = openStore({ file: `${house.folder}/${name}/account-0.sqlite` })
          const content = contentOf(store, commandIds)
          store.close()
          return content
        })
        assert.deepEqual(kept, made)
        assert.ok(commandIds.length > 0)
      } finally {
        await house.close()
      }
    }),
    { numRuns: 60 },
  ))
