// Personal fields are sealed before they become a command, and opened only to be shown (docs/adr/0015).
import { createHmac } from 'node:crypto'
import { partsOf, type Sealed, sealedFrom } from '../schemas/sealed.ts'
import { decrypt, encrypt } from './aes-gcm.ts'
import { isAway } from './away.ts'
import type { KeysConfig } from './config.ts'
import { bodyHashOf } from './idempotency.ts'
import { prepareKeyStore, SubjectForgotten, type SubjectKeys, subjectKeys } from './key-store.ts'
import type { Logger } from './logger.ts'
import { isNotBuilt, openPostgres } from './postgres.ts'
import { problem } from './problems.ts'

type Open<T, Field extends keyof T> = Omit<T, Field> & Readonly<Record<Field, string | null>>

export type Sealing = Readonly<{
  /** Each field for itself, under the person's key. Throws SubjectForgotten. */
  seal<Field extends string>(
    subject: string,
    fields: Readonly<Record<Field, string>>,
  ): Promise<Readonly<Record<Field, Sealed>>>
  /** The rows with these fields as they were given; null where the person was forgotten. */
  open<T extends Readonly<Record<Field, Sealed | null>>, Field extends keyof T & string>(
    rows: readonly T[],
    fields: readonly Field[],
  ): Promise<readonly Open<T, Field>[]>
  /** Instead of `bodyHashOf` where the body is personal: without the key nobody can try out what it was. */
  bodyHash(subject: string, body: unknown): Promise<string>
  /** From now on nothing that was sealed for this person opens, wherever it stands, and nothing is sealed any more. */
  forget(subject: string): Promise<void>
}>

/** Bound to the person and the field: a name does not open as an address. */
const about = (subject: string, field: string) => `${subject}/${field}`

export const sealingBy = (keys: SubjectKeys): Sealing => ({
  seal: async <Field extends string>(subject: string, fields: Readonly<Record<Field, string>>) => {
    const key = await keys.keyFor(subject)
    const sealed = Object.entries<string>(fields).map(([field, text]) => [
      field,
      sealedFrom(subject, encrypt(key, Buffer.from(text), about(subject, field))),
    ])
    return Object.fromEntries(sealed) as Record<Field, Sealed>
  },

  open: async <T extends Readonly<Record<Field, Sealed | null>>, Field extends keyof T & string>(
    rows: readonly T[],
    fields: readonly Field[],
  ) => {
    const parts = rows.map((row) =>
      fields.map((field) => {
        const value: Sealed | null = row[field]
        return value === null ? undefined : { field, ...partsOf(value) }
      }),
    )
    const subjects = parts.flat().flatMap((part) => (part ? [part.subject] : []))
    const known = subjects.length ? await keys.keysOf(subjects) : new Map<string, Buffer>()
    return rows.map((row, i) => {
      const opened = (parts[i] ?? []).map((part, n) => {
        const key = part && known.get(part.subject)
        const text = part && key ? decrypt(key, part.bytes, about(part.subject, part.field)).toString() : null
        return [fields[n], text]
      })
      return { ...row, ...Object.fromEntries(opened) } as Open<T, Field>
    })
  },

  bodyHash: async (subject, body) =>
    createHmac('sha256', await keys.keyFor(subject))
      .update(bodyHashOf(body))
      .digest('hex'),

  forget: (subject) => keys.forget(subject),
})

type Opening = Readonly<{
  config: KeysConfig
  room: string
  logger: Logger
  /** only opens */
  readOnly?: boolean
}>

/** For a room that answers over HTTP: a key store that is away is `unavailable`, a person who was erased is `erased`. */
export const openSealing = (
  options: Opening,
): Sealing & Readonly<{ prepare(): Promise<void>; close(): Promise<void> }> => {
  const { config, room, logger, readOnly = false } = options
  const postgres = openPostgres({ url: config.MATINEE_KEY_STORE, room: `${room}-keys`, logger, readOnly, max: 2 })
  const keys = subjectKeys(postgres, config.MATINEE_KEYS_SECRET)
  return {
    ...sealingBy({
      keyFor: (subject) => answering(() => keys.keyFor(subject)),
      keysOf: (subjects) => answering(() => keys.keysOf(subjects)),
      forget: (subject) => answering(() => keys.forget(subject)),
    }),
    prepare: async () => void (await prepareKeyStore(postgres)),
    close: () => postgres.close(),
  }
}

const answering = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SubjectForgotten) throw problem('erased')
    if (isAway(error) || isNotBuilt(error))
      throw problem('unavailable', 'The key store does not answer.', { retryAfter: 2 })
    throw error
  }
}
