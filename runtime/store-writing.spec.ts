// Who writes a local store, inline or a thread: all of a change with its position or nothing; nothing forgotten meanwhile.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { openStore, StaleStore } from './store.ts'
import { type ChangeWriter, changeOf, remembering } from './store-change.ts'
import { openStoreFile } from './store-file.ts'
import { endStoreThread, threadedWriting } from './store-thread.ts'
import { inlineWriting, type OpenWriting, type StoreWriting } from './store-writing.ts'

const folder = mkdtempSync(join(tmpdir(), 'writing-'))
after(() => rmSync(folder, { recursive: true }))

let files = 0
const source = 'account/0'

const open = (openWriting: OpenWriting) => {
  const stores = openStoreFile(join(folder, `${files++}.sqlite`))
  const writing = openWriting(stores)
  const close = async () => {
    await writing.close()
    stores.close()
  }
  return { stores, writing, [Symbol.asyncDispose]: close }
}

const change = (from: bigint | undefined, next: bigint, more: (write: ChangeWriter) => void = () => undefined) => {
  const own = remembering()
  own.values.add('old', 1)
  own.values.addBytes('id', 40, (bytes, at) => at + bytes.write(`outcome ${next}`, at))
  own.times.push(1, 100)
  const note = (write: ChangeWriter) => {
    write.put('k/b', { at: next })
    write.put('k/a', Buffer.from('bytes'))
    write.putFirst('m/1', next)
    write.setMeta('standing', String(next))
    more(write)
  }
  return changeOf([{ source, from, next }], note, own)
}

const written = (writing: StoreWriting, one: ReturnType<typeof change>) =>
  new Promise<void>((resolve, reject) => writing.write(one, (error) => (error ? reject(error) : resolve())))

const contract = (name: string, openWriting: OpenWriting) =>
  describe(`writing: ${name}`, () => {
    test('everything of a change is in the file when it is done, and can be asked for at once', async () => {
      await using at = open(openWriting)
      await written(at.writing, change(undefined, 7n))
      await written(at.writing, change(7n, 9n))
      const store = at.stores.current()
      assert.deepEqual(
        store.getAll(['k/a', 'k/b', 'k/none', 'm/1']),
        new Map<string, unknown>([
          ['k/a', Buffer.from('bytes')],
          ['k/b', { at: 9n }],
          ['m/1', 7n],
        ]),
      )
      assert.deepEqual(store.recallable(['id', 'old', 'none']), new Set(['id', 'old']))
      assert.deepEqual(store.recall('id'), Buffer.from('outcome 9'))
      assert.deepEqual([store.meta('standing'), store.position(source)], ['9', 9n])
      await written(
        at.writing,
        change(9n, 10n, (write) => write.forgetBefore(50, 10)),
      )
      assert.deepEqual(store.recallable(['id', 'old']), new Set(['id']))
    })

    test('a file that another one wrote to is stale: nothing of the change is there', async () => {
      await using at = open(openWriting)
      await written(at.writing, change(undefined, 7n))
      await assert.rejects(written(at.writing, change(5n, 9n)), StaleStore)
      const store = at.stores.current()
      assert.deepEqual([store.position(source), store.get('k/b'), store.meta('standing')], [7n, { at: 7n }, '7'])
    })

    test('what fails half way leaves nothing, the position neither', async () => {
      await using at = open(openWriting)
      await written(at.writing, change(undefined, 7n))
      const broken = change(7n, 9n, (write) => write.setMeta('broken', null as never))
      await assert.rejects(written(at.writing, broken), /NOT NULL/)
      const store = at.stores.current()
      assert.deepEqual([store.position(source), store.get('k/b')], [7n, { at: 7n }])
      await written(at.writing, change(7n, 9n))
    })

    test('closed, the file may be replaced; what is written then is written to the new one', async () => {
      await using at = open(openWriting)
      await written(at.writing, change(undefined, 7n))
      const copy = join(folder, `${files++}.sqlite`)
      at.stores.current().copyTo(copy)
      await written(at.writing, change(7n, 20n))
      await at.writing.close()
      at.stores.replaceBy(copy)
      assert.equal(at.stores.current().position(source), 7n)
      await written(at.writing, change(7n, 8n))
      assert.equal(at.stores.current().position(source), 8n)
    })
  })

contract('inline', inlineWriting)
contract('a thread', threadedWriting)

test('closing waits for the write under way', async () => {
  await using at = open(threadedWriting)
  let done = false
  at.writing.write(change(undefined, 7n), () => {
    done = true
  })
  assert.equal(done, false, 'it returns before it is done')
  await at.writing.close()
  assert.ok(done)
})

test('when the thread dies, what it had not done has failed; the next write starts another one', async () => {
  await using at = open(threadedWriting)
  await written(at.writing, change(undefined, 7n))
  const lost = written(at.writing, change(7n, 8n))
  const outcome = lost.then(
    () => 8n,
    () => 7n,
  )
  await endStoreThread()
  const stands = at.stores.current().position(source)
  // It may have died between the commit and the answer: never the other way round.
  assert.ok((await outcome) <= (stands ?? 0n))
  await written(at.writing, change(stands, 9n))
  assert.equal(at.stores.current().position(source), 9n)
})

test('a process ends with its last write done, although the thread is there', () => {
  const file = join(folder, `${files++}.sqlite`)
  const url = (name: string) => JSON.stringify(new URL(name, import.meta.url).href)
  const program = `
    const { threadedWriting } = await import(${url('./store-thread.ts')})
    const { changeOf } = await import(${url('./store-change.ts')})
    const write = (from, next) => changeOf([{ source: 'account/0', from, next }], () => undefined)
    const orThrow = (error) => {
      if (error) throw error
    }
    const writing = threadedWriting({ file: ${JSON.stringify(file)} })
    writing.write(write(undefined, 5n), (error) => {
      orThrow(error)
      writing.write(write(5n, 6n), orThrow)
    })`
  // The thread must not be given the flags of this program.
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 60_000 })
  const store = openStore({ file })
  assert.equal(store.position(source), 6n)
  store.close()
})
