// The agenda: one look at an order at a time, so many orders at once, news while looking, nothing after the end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../runtime/eventually.ts'
import { type Entry, openAgenda } from './agenda.ts'

const far = (entry: Entry): Entry => ({ ...entry, at: Number.MAX_SAFE_INTEGER, fresh: false })

test('an order is looked at when it is due, until there is nothing more to do', async () => {
  const seen: number[] = []
  const look = async (_: string, entry: Entry) => {
    seen.push(entry.looks)
    return entry.looks < 2 ? { ...entry, looks: entry.looks + 1 } : undefined
  }
  const agenda = openAgenda({ look, atOnce: 1, now: Date.now })
  agenda.wake('a')
  await eventually('three looks', () => seen.length === 3 && agenda.size() === 0)
  assert.deepEqual(seen, [0, 1, 2])
  await agenda.stop()
})

test('so many at once, each order by one look at a time; news meanwhile is one look more', async () => {
  const running = new Map<string, number>()
  const looks: string[] = []
  const opened = Promise.withResolvers<void>()
  let most = 0
  const look = async (id: string, entry: Entry) => {
    looks.push(`${id} ${entry.fresh}`)
    running.set(id, (running.get(id) ?? 0) + 1)
    assert.equal(running.get(id), 1)
    most = Math.max(
      most,
      [...running.values()].reduce((a, b) => a + b),
    )
    await opened.promise
    running.set(id, 0)
    return far(entry)
  }
  const agenda = openAgenda({ look, atOnce: 2, now: Date.now })
  for (const id of ['a', 'b', 'c']) agenda.wake(id)
  await eventually('two run', () => looks.length === 2)
  agenda.wake('a', true)
  agenda.wake('a')
  opened.resolve()
  await eventually('all were looked at', () => looks.length === 4)
  assert.equal(most, 2)
  assert.deepEqual(looks.slice(0, 2), ['a false', 'b false'])
  assert.deepEqual(looks.slice(2).sort(), ['a true', 'c false'])
  await agenda.stop()
})

test('what is dropped while it is looked at does not come back, and news after that begins anew', async () => {
  let looks = 0
  const gate = Promise.withResolvers<void>()
  const look = async (_: string, entry: Entry) => {
    looks += 1
    await gate.promise
    return { ...entry, at: 0 }
  }
  const agenda = openAgenda({ look, atOnce: 2, now: Date.now })
  agenda.wake('a')
  await eventually('it runs', () => looks === 1)
  agenda.drop('a')
  gate.resolve()
  await agenda.stop()
  assert.deepEqual([looks, agenda.size()], [1, 0])
})

test('those that failed are tried at once when the reason is gone', async () => {
  const seen: string[] = []
  const look = async (id: string, entry: Entry) => {
    seen.push(id)
    return { ...far(entry), failures: id === 'failed' ? 1 : 0 }
  }
  const agenda = openAgenda({ look, atOnce: 2, now: Date.now })
  agenda.wake('failed')
  agenda.wake('waits')
  await eventually('both', () => seen.length === 2)
  agenda.wakeFailed()
  await eventually('one again', () => seen.length === 3)
  await agenda.stop()
  assert.deepEqual(seen, ['failed', 'waits', 'failed'])
})
