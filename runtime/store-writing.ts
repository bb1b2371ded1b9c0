// Who writes a store's file: the thread that decides, at once; or a thread of its own (store-thread.ts).
import type { Change } from './store-change.ts'
import type { StoreFile } from './store-file.ts'

export type StoreWriting = Readonly<{
  /** Applies a change. `done` is called once: with why nothing of it was written, or when all of it is. One at a time. */
  write(change: Change, done: (error: Error | undefined) => void): void
  /** Ends when nothing is under way and no handle of the writer's is open: the file may be closed, copied or replaced. */
  close(): Promise<void>
}>

export type OpenWriting = (stores: StoreFile) => StoreWriting

/** On the thread and the connection that read: `done` has been called when `write` returns. */
export const inlineWriting: OpenWriting = (stores) => ({
  write: (change, done) => {
    let failed: Error | undefined
    try {
      stores.current().apply(change)
    } catch (error) {
      failed = error as Error
    }
    done(failed)
  },
  close: async () => undefined,
})
