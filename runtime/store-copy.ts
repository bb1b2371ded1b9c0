// A consistent copy of a store's file, made by a thread of its own: copying hundreds of MB must not hold up decisions.
import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isMainThread, Worker, workerData } from 'node:worker_threads'

type Copying = Readonly<{ file: string; copy: string }>

/** What the last write left, on a connection of its own; the owner goes on writing. */
export const copyStore = (copying: Copying): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: copying })
    worker
      .on('error', reject)
      .on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`copying ended: ${code}`))))
  })

if (!isMainThread && (workerData as Partial<Copying> | null)?.copy) {
  const { file, copy } = workerData as Copying
  rmSync(copy, { force: true })
  const db = new DatabaseSync(file, { readOnly: true })
  db.exec('pragma busy_timeout = 5000')
  db.prepare('vacuum into ?').run(copy)
  db.close()
}
