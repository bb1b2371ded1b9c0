// Commands that cannot be read: they fail by themselves, and are told so; an outage of the registry is waited out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UnknownSchemaId } from '../codec.ts'
import { memoryLog } from '../memory-log.ts'
import { RegistryFailed } from '../registry.ts'
import { account, plainCodec } from '../sample-account.ts'
import { logger, openHouse } from './house.ts'
import { deciderRoom } from './room.ts'

test('an id that the registry does not know fails its command; no answer of the registry is waited for', async (t) => {
  const log = memoryLog()
  const house = await openHouse(log)
  t.after(house.close)
  const plain = plainCodec()
  const isUnknown = (value: Buffer) => value.includes('"amount":7')
  const registry = { down: true }
  const codec = {
    ...plain,
    decode: (value: Buffer) => {
      if (isUnknown(value)) throw new UnknownSchemaId(7)
      return plain.decode(value)
    },
    learn: async (values: Iterable<Buffer>) => {
      const all = [...values]
      if (registry.down) throw new RegistryFailed('no answer')
      if (all.some(isUnknown)) throw new UnknownSchemaId(7)
    },
  }
  const room = await deciderRoom({
    ...{ log, codec, deciders: [account], stateDir: `${house.folder}/poison`, partitions: 1, logger },
    installation: house.installation,
  })
  t.after(room.stop)
  const client = await house.openClient()
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 1 }, { waitMs: 300 })).status, 'pending')
  registry.down = false
  const [bad, good] = await Promise.all([
    client.send('ann', { type: 'Deposit', amount: 7 }, { id: 'bad' }),
    client.send('bob', { type: 'Deposit', amount: 1 }),
  ])
  assert.deepEqual([bad.status, good.status], ['failed', 'accepted'])
  assert.match(bad.status === 'failed' ? bad.detail : '', /knows no schema id 7/)
  // Told again to who asks again, and decided no second time.
  assert.equal((await client.send('ann', { type: 'Deposit', amount: 7 }, { id: 'bad' })).status, 'failed')
  const failed = (await house.records()).filter(({ headers }) => headers.type === 'CommandFailed')
  assert.equal(failed.length, 1)
})
