// How a finished set gets into the object store: staged file by file, then visible at once, with a description of itself.
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import type { ObjectStore } from '../platform/objects.ts'
import type { MediaSet } from './make-set.ts'

/** What CompleteTranscode says of a set, beside the job. */
export type SetFacts = Omit<MediaSet, 'folder' | 'files'>

export const prefixOf = ({ filmId, jobId }: Readonly<{ filmId: string; jobId: string }>): string =>
  `films/${filmId}/${jobId}`

/** Published with the set: who comes after a kill finds the work done, and can say what was made. */
const description = 'set.json'
const staging = 'staging'

/** The set that an earlier attempt published, if one did. */
export const publishedSet = async (objects: ObjectStore, prefix: string): Promise<SetFacts | undefined> => {
  if (!(await objects.stat(`${prefix}/${description}`))) return undefined
  const { stream } = await objects.open(`${prefix}/${description}`)
  return (await json(stream)) as SetFacts
}

/** Returns the set that is visible afterwards: this one, or the one that another attempt published first. */
export const publishSet = async (
  objects: ObjectStore,
  set: MediaSet,
  { prefix, attempt, signal }: Readonly<{ prefix: string; attempt: string; signal: AbortSignal }>,
): Promise<SetFacts> => {
  const { folder, files, ...facts } = set
  const staged = `${staging}/${attempt}`
  try {
    for (const { name, bytes } of files) {
      signal.throwIfAborted()
      const put = await objects.put(`${staged}/${name}`, createReadStream(join(folder, name)))
      if (put.bytes !== bytes) throw new Error(`${name} has ${bytes} bytes, ${put.bytes} were stored`)
    }
    await objects.put(`${staged}/${description}`, [Buffer.from(JSON.stringify(facts))])
    if (await objects.publish(staged, prefix)) return facts
  } finally {
    await objects.remove(staged)
  }
  const first = await publishedSet(objects, prefix)
  if (!first) throw new Error(`there is something at ${prefix} that is no set: remove it`)
  return first
}

/** Removes what attempts staged that died a day ago or earlier; a living one is younger. */
export const removeAbandoned = async (objects: ObjectStore, now: number): Promise<void> => {
  const attempts = Map.groupBy(await objects.list(staging), ({ key }) => key.split('/').slice(0, 2).join('/'))
  for (const [attempt, files] of attempts) {
    const youngest = Math.max(...files.map(({ modifiedAt }) => modifiedAt))
    if (now - youngest > 24 * 3_600_000) await objects.remove(attempt)
  }
}
