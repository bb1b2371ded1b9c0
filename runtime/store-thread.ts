// The thread that writes the local stores of this process: a commit must not hold up decisions (docs/adr/0011).
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type KeyedStore, openStore, StaleStore } from './store.ts'
import { buffersOf, type Change } from './store-change.ts'
import type { OpenWriting } from './store-writing.ts'

/** Without a change: the file is closed. */
type Job = Readonly<{ n: number; file: string; change?: Change }>
type Done = Readonly<{ n: number; failed?: Readonly<{ isStale: boolean; message: string }> }>
type OnDone = (error: Error | undefined) => void

const MARK = 'matinee-store-thread'

type Thread = Readonly<{ worker: Worker; waiting: Map<number, OnDone> }>
let thread: Thread | undefined
let jobs = 0

const startThread = (): Thread => {
  // Flags of the program (--input-type, --eval, a test runner's) are not for it.
  const worker = new Worker(new URL(import.meta.url), { name: MARK, workerData: MARK, execArgv: [] })
  const waiting = new Map<number, OnDone>()
  const started: Thread = { worker, waiting }
  const end = (error: Error) => {
    if (thread === started) thread = undefined
    const left = [...waiting.values()]
    waiting.clear()
    for (const done of left) done(error)
  }
  worker
    .on('message', ({ n, failed }: Done) => {
      const done = waiting.get(n)
      waiting.delete(n)
      if (waiting.size === 0) worker.unref()
      done?.(failed && (failed.isStale ? new StaleStore(failed.message) : new Error(failed.message)))
    })
    .on('error', (error) => end(error as Error))
    .on('exit', (code) => end(new Error(`the thread that writes local stores ended: ${code}`)))
    .unref()
  return started
}

/** The process stays until it is done, and not a moment longer because of this thread. */
const ask = (job: Omit<Job, 'n'>, onDone: OnDone): void => {
  thread ??= startThread()
  const { worker, waiting } = thread
  const n = ++jobs
  waiting.set(n, onDone)
  worker.ref()
  worker.postMessage({ n, ...job }, job.change ? [...buffersOf(job.change)] : [])
}

/** One thread for all stores of this process, started again when it dies; what it had not done then has failed. */
export const threadedWriting: OpenWriting = ({ file }) => {
  let under: Promise<void> = Promise.resolve()
  let isOpen = false
  const job = (one: Omit<Job, 'n' | 'file'>, onDone: OnDone) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    under = promise
    ask({ file, ...one }, (error) => {
      resolve()
      onDone(error)
    })
  }
  return {
    write: (change, done) => {
      isOpen = true
      job({ change }, done)
    },
    close: async () => {
      await under
      // A thread that died has closed everything.
      if (isOpen && thread) job({}, () => undefined)
      isOpen = false
      await under
    },
  }
}

/** For the spec of what happens when it dies. */
export const endStoreThread = async (): Promise<void> => void (await thread?.worker.terminate())

if (!isMainThread && workerData === MARK) {
  const stores = new Map<string, KeyedStore>()
  const storeOf = (file: string): KeyedStore => {
    const store = stores.get(file) ?? openStore({ file })
    stores.set(file, store)
    return store
  }
  const run = ({ file, change }: Job) => {
    if (change) return storeOf(file).apply(change)
    stores.get(file)?.close()
    stores.delete(file)
  }
  parentPort?.on('message', (job: Job) => {
    let failed: Done['failed']
    try {
      run(job)
    } catch (error) {
      failed = { isStale: error instanceof StaleStore, message: `${(error as Error).message}` }
    }
    parentPort?.postMessage({ n: job.n, ...(failed && { failed }) } satisfies Done)
  })
}
