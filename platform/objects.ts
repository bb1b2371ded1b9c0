// The object store: its port, and the adapter that keeps objects in a folder.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'

/** The disk, or the part of it that may be used, is full. Free space or wait; nothing was kept. */
export class StorageFull extends Error {}
/** More bytes came than the limit allows; nothing was kept. */
export class ObjectTooLarge extends Error {}
/** There is no object of this key. */
export class ObjectMissing extends Error {}
/** A key that no object can have. */
export class InvalidKey extends Error {}
/** The range begins behind the object's last byte (HTTP 416). */
export class RangeOutside extends Error {}

export type ObjectInfo = Readonly<{ key: string; bytes: number; modifiedAt: number }>

/** Bytes from `start` to `end` (inclusive, clamped; absent: to the end), or the `last` bytes. */
export type ByteRange = Readonly<{ start: number; end?: number }> | Readonly<{ last: number }>

/** `bytes` is the whole object's size; the stream carries `start` to `end`, both inclusive (-1 when empty). */
export type OpenObject = Readonly<{ stream: Readable; bytes: number; start: number; end: number }>

export type ObjectBody = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/**
 * Objects by key. A key is `a/b/c`: segments of letters, digits, `.`, `_`, `-`, none beginning with a dot.
 * A prefix is whole segments of keys. An object has no objects below it. All methods throw InvalidKey for anything else.
 */
export type ObjectStore = Readonly<{
  /**
   * Takes the whole body, then makes it visible in one step, in the place of what had the key. A body that ends with an
   * error leaves nothing. `limit` in bytes. Returns the size and the SHA-256 in hex.
   * Throws ObjectTooLarge, StorageFull, or the body's own error.
   */
  put(key: string, body: ObjectBody, options?: { limit?: number }): Promise<{ bytes: number; sha256: string }>
  /** Throws ObjectMissing or RangeOutside. The caller reads the stream to its end or destroys it. */
  open(key: string, range?: ByteRange): Promise<OpenObject>
  stat(key: string): Promise<ObjectInfo | undefined>
  /** Everything below the prefix ('' for all), by key. */
  list(prefix: string): Promise<readonly ObjectInfo[]>
  /**
   * Makes everything below `from` visible below `to` in one step, and `from` is gone. What is published stays as it is:
   * false when there is something at `to` already; `from` is then removed. Throws ObjectMissing when `from` is empty.
   */
  publish(from: string, to: string): Promise<boolean>
  /** Removes the object and everything below it; nothing there is no error. */
  remove(prefix: string): Promise<void>
  /** The object as a local file for tools that need one; undefined when the store has no such thing. */
  path(key: string): string | undefined
}>

const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** The key itself, or InvalidKey. */
export const validKey = (key: string): string => {
  if (key.length <= 512 && key.split('/').every((part) => segment.test(part))) return key
  throw new InvalidKey(`not an object key: ${JSON.stringify(key.slice(0, 80))}`)
}

const temporary = '.temporary'
const abandonedAfterMs = 24 * 3_600_000

/**
 * Objects as files below `root`. `keepFree`: bytes of the disk that are never used, because other servers live on it too.
 * Temporary files older than a day (of a process that died) are removed when it is opened.
 */
export const folderObjects = async ({ root: folder, keepFree = 0 }: FolderOptions): Promise<ObjectStore> => {
  const root = resolve(folder)
  await mkdir(join(root, temporary), { recursive: true })
  await removeAbandoned(join(root, temporary))
  const path = (key: string) => join(root, validKey(key))

  const makeRoom = async (part: string): Promise<void> => {
    const first = await mkdir(dirname(part), { recursive: true })
    if (first) for (let at = dirname(part); at.length >= dirname(first).length; at = dirname(at)) await syncFolder(at)
  }

  const put: ObjectStore['put'] = async (key, body, { limit = Number.MAX_SAFE_INTEGER } = {}) => {
    const target = path(key)
    const part = join(root, temporary, randomUUID())
    try {
      const written = await writeFile(part, body, { limit, checkRoom: () => checkRoom(root, keepFree) })
      await makeRoom(target)
      await rename(part, target)
      await syncFolder(dirname(target))
      return written
    } catch (error) {
      await rm(part, { force: true })
      throw typed(error)
    }
  }

  const info = async (key: string): Promise<ObjectInfo | undefined> => {
    const found = await stat(path(key)).catch(nothingThere)
    return found?.isFile() ? { key, bytes: found.size, modifiedAt: found.mtimeMs } : undefined
  }

  const publish: ObjectStore['publish'] = async (from, to) => {
    const [source, target] = [path(from), path(to)]
    if (!(await stat(source).catch(nothingThere))) throw new ObjectMissing(`nothing to publish at ${from}`)
    await makeRoom(target)
    try {
      await rename(source, target)
    } catch (error) {
      if (!isCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw typed(error)
      await rm(source, { recursive: true })
      return false
    }
    await syncFolder(dirname(target))
    await syncFolder(dirname(source))
    return true
  }

  return {
    put,
    open: (key, range) => openFile(key, path(key), range),
    stat: info,
    list: async (prefix) => {
      const below = prefix === '' ? root : path(prefix)
      const single = prefix === '' ? undefined : await info(prefix)
      if (single) return [single]
      const entries = await readdir(below, { recursive: true, withFileTypes: true }).catch(nothingThere)
      const keys = (entries ?? [])
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
        .filter((key) => !key.startsWith(temporary))
      const infos = await Promise.all(keys.sort().map(info))
      return infos.filter((one) => one !== undefined)
    },
    publish,
    remove: (prefix) => rm(path(prefix), { recursive: true, force: true }),
    path,
  }
}

export type FolderOptions = Readonly<{ root: string; keepFree?: number }>

type Writing = Readonly<{ limit: number; checkRoom: () => Promise<void> }>
const roomEvery = 16 * 2 ** 20

/** Streams a body to a new file and on to the disk; throws ObjectTooLarge at the first byte too many, or what the disk says. */
export const writeFile = async (file: string, body: ObjectBody, { limit, checkRoom }: Writing) => {
  const digest = createHash('sha256')
  let bytes = 0
  let checkedAt = Number.NEGATIVE_INFINITY
  const handle = await open(file, 'w')
  try {
    for await (const chunk of body) {
      if (bytes + chunk.length > limit) throw new ObjectTooLarge(`more than ${limit} bytes`)
      if (bytes - checkedAt >= roomEvery) {
        await checkRoom()
        checkedAt = bytes
      }
      digest.update(chunk)
      await writeAll(handle, chunk)
      bytes += chunk.length
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { bytes, sha256: digest.digest('hex') }
}

const writeAll = async (handle: FileHandle, chunk: Uint8Array) => {
  for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten
}

const checkRoom = async (root: string, keepFree: number) => {
  if (keepFree === 0) return
  const { bavail, bsize } = await statfs(root)
  if (bavail * bsize < keepFree) throw new StorageFull(`less than ${keepFree} bytes are free: make room on the disk`)
}

const openFile = async (key: string, file: string, range?: ByteRange): Promise<OpenObject> => {
  const handle = await open(file, 'r').catch(nothingThere)
  if (!handle) throw new ObjectMissing(`no object ${key}`)
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new ObjectMissing(`no object ${key}`)
    const { start, end } = within(found.size, range)
    const stream = createReadStream('', { fd: handle, start, end: Math.max(start, end) })
    return { stream, bytes: found.size, start, end }
  } catch (error) {
    await handle.close()
    throw error
  }
}

const within = (bytes: number, range: ByteRange | undefined): { start: number; end: number } => {
  if (!range) return { start: 0, end: bytes - 1 }
  const start = 'last' in range ? Math.max(0, bytes - range.last) : range.start
  const end = 'last' in range ? bytes - 1 : Math.min(range.end ?? bytes - 1, bytes - 1)
  if (start < 0 || start > end) throw new RangeOutside(`the object has ${bytes} bytes`)
  return { start, end }
}

const removeAbandoned = async (folder: string) => {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(nothingThere)
    if (found && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(join(folder, name), { force: true })
  }
}

/** A rename is on the disk only when its folder is. */
const syncFolder = async (folder: string) => {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

const isCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const nothingThere = (error: unknown): undefined => {
  if (!isCode(error, 'ENOENT', 'ENOTDIR')) throw error
}

/** What the disk said, as an error of this port. */
export const typed = (error: unknown): unknown =>
  isCode(error, 'ENOSPC', 'EDQUOT') ? new StorageFull('the disk is full: make room', { cause: error }) : error
