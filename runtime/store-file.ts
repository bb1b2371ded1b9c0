// A keyed store by its file, whose content may be replaced as a whole by another file.
import { renameSync, rmSync } from 'node:fs'
import { type KeyedStore, openStore } from './store.ts'

export type StoreFile = Readonly<{
  file: string
  /** Changes with `replaceBy`: ask again after it. */
  current(): KeyedStore
  /** The other file takes the place of this one. */
  replaceBy(other: string): void
  close(): void
}>

export const openStoreFile = (file: string): StoreFile => {
  let store = openStore({ file })
  return {
    file,
    current: () => store,
    replaceBy: (other) => {
      store.close()
      try {
        // A write-ahead log that was left belongs to the old content.
        for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true })
        renameSync(other, file)
      } finally {
        store = openStore({ file })
      }
    },
    close: () => store.close(),
  }
}
