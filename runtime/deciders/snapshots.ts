// Snapshots of one partition's local store: made now and then beside the deciding, the newest usable one fetched by a
// takeover whose own store is lost or far behind (H11e). None of it is needed to decide: what fails is told and left.
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import type { Logger } from 'pino'
import type { Snapshots } from '../snapshots.ts'
import { openStore } from '../store.ts'
import { copyStore } from '../store-copy.ts'
import type { StoreFile } from '../store-file.ts'
import type { AnyDecider } from './decider.ts'
import type { Limits } from './limits.ts'
import { type Standing, standingOf } from './partition-store.ts'

export type SnapshotOptions = Readonly<{
  snapshots: Snapshots
  decider: AnyDecider
  partition: number
  partitions: number
  installation: string
  stores: StoreFile
  logger: Logger
  limits: Pick<Limits, 'snapshotEvery' | 'snapshotShare'>
}>

/** A snapshot's file and what it says of itself; nothing of that has been held against the log. */
export type Fetched = Readonly<{ key: string; file: string; standing: Standing; next: bigint }>

const KEEP = 2
const KEEP_VERSIONS = 2
const DIGITS = 19
/** a snapshot that hangs is given up; the log is read instead */
const FETCH_MS = 10 * 60_000

const versionName = (codeVersion: number, partitions: number) => `v${codeVersion}-of-${partitions}`
const folderOf = ({ installation, decider, partition }: SnapshotOptions) =>
  `deciders/${installation.replaceAll(/[^A-Za-z0-9_-]/g, '_')}/${decider.name}-${partition}`

type Named = Readonly<{ key: string; version: string; next: bigint }>

/** Newest first. */
const listed = async (options: SnapshotOptions): Promise<readonly Named[]> => {
  const folder = folderOf(options)
  const named = (await options.snapshots.list(folder)).flatMap((key): Named[] => {
    const [version, next] = /^(v\d+-of-\d+)\/(\d+)[.]sqlite[.]zst$/.exec(key.slice(folder.length + 1))?.slice(1) ?? []
    return version && next ? [{ key, version, next: BigInt(next) }] : []
  })
  return named.toSorted((a, b) => Number(b.next - a.next))
}

const checksum = { params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 1 } }

const readStanding = (options: SnapshotOptions, file: string): Omit<Fetched, 'key' | 'file'> | undefined => {
  const store = openStore({ file, cacheKilobytes: 64 })
  try {
    const standing = standingOf(store)
    const next = store.position(`${options.decider.name}/${options.partition}`)
    return standing && next !== undefined ? { standing, next } : undefined
  } finally {
    store.close()
  }
}

const discard = (file: string) => {
  for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${rest}`, { force: true })
}

const upload = async (options: SnapshotOptions, signal: AbortSignal): Promise<bigint | undefined> => {
  const { snapshots, stores, decider, partitions } = options
  const copy = `${stores.file}.copy`
  try {
    await copyStore({ file: stores.file, copy })
    const stands = readStanding(options, copy)
    if (!stands || signal.aborted) return undefined
    const name = `${String(stands.next).padStart(DIGITS, '0')}.sqlite.zst`
    const key = `${folderOf(options)}/${versionName(decider.codeVersion, partitions)}/${name}`
    const compressed = createReadStream(copy).compose(createZstdCompress(checksum), { signal })
    await snapshots.put(key, compressed)
    return stands.next
  } finally {
    discard(copy)
  }
}

/** The newest of this code and of one other (a roll-back's) stay, two each. */
const removeOld = async (options: SnapshotOptions): Promise<void> => {
  const all = await listed(options)
  const own = versionName(options.decider.codeVersion, options.partitions)
  const versions = [own, ...new Set(all.map(({ version }) => version).filter((version) => version !== own))]
  for (const [i, version] of versions.entries()) {
    const left = i < KEEP_VERSIONS ? KEEP : 0
    const old = all.filter((one) => one.version === version).slice(left)
    for (const { key } of old) await options.snapshots.remove(key)
  }
}

export type Snapshotter = Readonly<{
  /** So many records more stand in the log; now and then this leads to a snapshot. Returns at once. */
  moved(records: number): void
  /** Ends what is under way. */
  stop(): Promise<void>
}>

/** At least `snapshotEvery` records apart, and never more than `snapshotShare` of the time. */
export const snapshotter = (options: SnapshotOptions): Snapshotter => {
  const { limits, logger } = options
  const ending = new AbortController()
  let waiting = 0
  let running: Promise<void> | undefined
  let resting: NodeJS.Timeout | undefined

  const make = async (): Promise<void> => {
    const began = performance.now()
    const before = waiting
    waiting = 0
    try {
      const next = await upload(options, ending.signal)
      if (next === undefined) waiting += before
      else await removeOld(options)
    } catch (error) {
      waiting += before
      if (!ending.signal.aborted) logger.warn({ err: error }, 'no snapshot was made; tried again later')
    }
    const rest = (performance.now() - began) * (1 / limits.snapshotShare - 1)
    if (ending.signal.aborted) return
    resting = setTimeout(() => {
      resting = undefined
      look()
    }, rest).unref()
  }
  const look = (): void => {
    if (running || resting || ending.signal.aborted || waiting < limits.snapshotEvery) return
    running = make().finally(() => {
      running = undefined
    })
  }

  return {
    moved: (records) => {
      waiting += records
      look()
    },
    stop: async () => {
      ending.abort()
      clearTimeout(resting)
      await running
    },
  }
}

const fetchOne = async (options: SnapshotOptions, { key, next }: Named, signal: AbortSignal): Promise<Fetched> => {
  const { snapshots, stores, decider, partitions } = options
  const file = `${stores.file}.fetched`
  discard(file)
  const until = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)])
  const body = Readable.from(await snapshots.get(key))
  await pipeline(body, createZstdDecompress(), createWriteStream(file), { signal: until })
  const stands = readStanding(options, file)
  if (!stands) throw new Error('it is not a store of this partition')
  const { standing } = stands
  if (standing.codeVersion !== decider.codeVersion || standing.partitions !== partitions)
    throw new Error(`it was made by code version ${standing.codeVersion} for ${standing.partitions} partitions`)
  if (stands.next !== next) throw new Error(`it stands at ${stands.next}, its name says ${next}`)
  return { key, file, ...stands }
}

/**
 * The newest snapshot after `beyond` and not after the log's end that `fits` says yes to, as a file beside the store.
 * Undefined when there is none; whatever is wrong with one is told, and the next older one tried.
 */
export const fetchSnapshot = async (
  options: SnapshotOptions,
  range: Readonly<{ beyond: bigint; end: bigint }>,
  fits: (standing: Standing) => Promise<boolean>,
  signal: AbortSignal,
): Promise<Fetched | undefined> => {
  const { logger, decider, partitions, stores } = options
  const version = versionName(decider.codeVersion, partitions)
  const all = await listed(options).catch((error: unknown) => {
    logger.warn({ err: error }, 'snapshots cannot be listed: the log is read')
    return []
  })
  for (const named of all.filter((one) => one.version === version && one.next > range.beyond)) {
    const { key } = named
    try {
      if (named.next > range.end) throw new Error(`the log ends before it, at ${range.end}`)
      const fetched = await fetchOne(options, named, signal)
      if (await fits(fetched.standing)) return fetched
      throw new Error('the log differs from it')
    } catch (error) {
      discard(`${stores.file}.fetched`)
      if (signal.aborted) return undefined
      logger.warn({ key, err: error }, 'a snapshot is of no use')
    }
  }
  return undefined
}
