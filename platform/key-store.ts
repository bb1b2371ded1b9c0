// The key store: one key per person, wrapped by the master key, in a database apart from the log and its backups.
import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import { decrypt, encrypt } from './aes-gcm.ts'
import type { Postgres, ReadStore } from './postgres.ts'
import { type Migration, migrate } from './postgres-migrations.ts'

const table: Migration = {
  name: 'subject_keys',
  version: 1,
  sql: `
    create table subject_keys (
      subject      uuid primary key,
      -- null: forgotten, for ever; the row stays, so that nothing is sealed for that person again
      wrapped      bytea,
      -- which master key it is wrapped by
      master       text not null,
      made_at      timestamptz not null default now(),
      forgotten_at timestamptz,
      check ((wrapped is null) = (forgotten_at is not null))
    );`,
}

export const prepareKeyStore = (postgres: Postgres) => migrate(postgres, [table])

/** The person was forgotten: nothing of theirs is kept any more. */
export class SubjectForgotten extends Error {
  override name = 'SubjectForgotten'
}

/** The keys were wrapped by another master key than the one that is configured. */
export class WrongMasterKey extends Error {
  override name = 'WrongMasterKey'
}

/** Keys of 32 bytes. Not kept in memory: what is forgotten is forgotten everywhere at once. */
export type SubjectKeys = Readonly<{
  /** Made when there is none. Throws SubjectForgotten. */
  keyFor(subject: string): Promise<Buffer>
  /** Those that are there. */
  keysOf(subjects: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
  /** Destroys the key, or sees to it that none is ever made. Again, it is nothing. */
  forget(subject: string): Promise<void>
}>

type Stored = Readonly<{ subject: string; wrapped: Buffer | null; master: string }>

/** `secret`: at least 32 random characters, kept apart from the database; the master key is derived from it. */
export const subjectKeys = (postgres: ReadStore, secret: string): SubjectKeys => {
  if (secret.length < 32) throw new Error('the secret of the key store has at least 32 characters')
  const master = Buffer.from(hkdfSync('sha256', secret, '', 'matinee subject keys', 32))
  const masterId = createHash('sha256').update(master).digest('hex').slice(0, 16)

  const unwrap = ({ subject, wrapped, master: by }: Stored): Buffer => {
    if (by !== masterId) throw new WrongMasterKey(`a key is wrapped by master key ${by}, this process has ${masterId}`)
    return decrypt(master, wrapped as Buffer, subject)
  }
  const stored = (subjects: readonly string[]) =>
    postgres.rows<Stored>`select subject, wrapped, master from subject_keys where subject = any(${subjects}::uuid[])`

  return {
    keyFor: async (subject) => {
      const find = async () => (await stored([subject]))[0]
      let found = await find()
      if (!found) {
        const wrapped = encrypt(master, randomBytes(32), subject)
        await postgres.rows`
          insert into subject_keys (subject, wrapped, master) values (${subject}, ${wrapped}, ${masterId})
          on conflict (subject) do nothing`
        // A statement of its own: who lost against another sees the winner's key only now.
        found = await find()
      }
      if (!found?.wrapped) throw new SubjectForgotten(`${subject} was forgotten`)
      return unwrap(found)
    },
    keysOf: async (subjects) => {
      const rows = await stored([...new Set(subjects)])
      return new Map(rows.filter((row) => row.wrapped !== null).map((row) => [row.subject, unwrap(row)]))
    },
    forget: async (subject) => {
      await postgres.rows`
        insert into subject_keys (subject, wrapped, master, forgotten_at) values (${subject}, null, ${masterId}, now())
        on conflict (subject) do update set wrapped = null, forgotten_at = coalesce(subject_keys.forgotten_at, now())`
    },
  }
}
