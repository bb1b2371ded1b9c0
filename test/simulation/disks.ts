// Disks: SQLite files, kept in memory by the real engine, that outlive the processes that open them. A handle dies with its process.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { here, type Owner } from './scheduler.ts'

export const diskRoot = '/simulated/'

/** The process was killed while this code ran. */
export class Killed extends Error {
  override name = 'Killed'
}

/** `copy`: as it was at one of its last writes: what a power failure may leave of it. */
type File = { db: DatabaseSync; readonly statements: Map<string, StatementSync>; copy?: Uint8Array }

export type Disks = Readonly<{
  has(path: string): boolean
  paths(): readonly string[]
  /** Of this folder: the disk was lost. */
  lose(folder: string): void
  /** The last writes to this folder's files were not on the disk when the power failed; false when there are none. */
  fallBack(folder: string): boolean
  /** For the checker. */
  read(path: string): DatabaseSync | undefined
  close(): void
}>

/** What may happen around a commit: `before` rolls it back, `after` leaves it; both then kill. */
export type CommitFault = (owner: Owner, path: string) => 'before' | 'after' | 'copy' | undefined

type Mounted = Readonly<{ files: Map<string, File>; fault: CommitFault }>

let mounted: Mounted | undefined

/** One world at a time: its files are what code inside a simulation sees. */
export const mountDisks = (fault: CommitFault): Disks => {
  const files = new Map<string, File>()
  mounted = { files, fault }
  const lose = (path: string) => {
    files.get(path)?.db.close()
    files.delete(path)
  }
  return {
    has: (path) => files.has(path),
    paths: () => [...files.keys()],
    lose: (folder) => [...files.keys()].filter((path) => path.startsWith(folder)).forEach(lose),
    fallBack: (folder) => {
      const old = [...files].filter(([path, { copy }]) => copy && path.startsWith(folder))
      for (const [, file] of old) {
        file.statements.clear()
        file.db.close()
        file.db = new (file.db.constructor as Database)(':memory:')
        file.db.deserialize(file.copy as Uint8Array)
      }
      return old.length > 0
    },
    read: (path) => files.get(path)?.db,
    close: () => {
      for (const path of files.keys()) lose(path)
      mounted = undefined
    },
  }
}

export const hasFile = (path: string): boolean => mounted?.files.has(path) ?? false

type Database = new (path: string) => DatabaseSync

/** Looks like a DatabaseSync on the file, as far as the runtime's stores use one. */
export const databaseIn = (path: string, Database: Database): Pick<DatabaseSync, 'exec' | 'prepare' | 'close'> => {
  const disks = mounted
  const owner = here()?.owner
  if (!disks) throw new Error('no disks are mounted')
  const found = disks.files.get(path)
  const file: File = found ?? { db: new Database(':memory:'), statements: new Map() }
  disks.files.set(path, file)
  let isOpen = true

  const check = () => {
    if (owner && !owner.alive) throw new Killed(`${owner.name} is gone`)
    if (!isOpen || disks.files.get(path) !== file) throw new Error('database is not open')
  }
  const die = () => {
    throw new Killed(`${owner?.name} was killed at a write of ${path}`)
  }

  const commit = () => {
    const fault = owner && disks.fault(owner, path)
    file.db.exec(fault === 'before' ? 'rollback' : 'commit')
    if (fault === 'copy') file.copy = file.db.serialize()
    else if (fault) die()
  }

  const statement = (sql: string): StatementSync => {
    const known = file.statements.get(sql) ?? file.db.prepare(sql)
    file.statements.set(sql, known)
    return {
      get: (...args: never[]) => {
        check()
        return known.get(...args)
      },
      all: (...args: never[]) => {
        check()
        return known.all(...args)
      },
      run: (...args: never[]) => {
        check()
        return known.run(...args)
      },
      setReadBigInts: (yes: boolean) => known.setReadBigInts(yes),
    } as unknown as StatementSync
  }

  return {
    exec: (sql: string) => {
      check()
      if (sql === 'commit') commit()
      else file.db.exec(sql)
    },
    prepare: (sql: string) => {
      check()
      return statement(sql)
    },
    close: () => {
      isOpen = false
    },
    get isOpen() {
      return isOpen
    },
    get isTransaction() {
      return owner?.alive !== false && file.db.isTransaction
    },
  } as unknown as DatabaseSync
}
