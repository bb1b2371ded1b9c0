// What the APIs may ask of dead letters.
import { none, type ReadStore, sql } from '../../platform/postgres.ts'
import type { DeadLetterRow } from './handlers.ts'

export type DeadLetter = DeadLetterRow & Readonly<{ letterId: string }>
export type DeadLetterSummary = Omit<DeadLetter, 'value' | 'headers'>
export type DeadLetterCursor = Readonly<{ at: number; letterId: string }>

const summary = sql`letter_id, place, consumer, source_topic, source_partition, source_offset, record_key, record_type,
  appended_at, state, cause, error, tries, parked_at, failed_at, asked_by, asked_reason, asked_at, settled_at`

type Listed = Readonly<{ open: boolean; consumer?: string; after?: DeadLetterCursor; limit: number }>

/** Newest first: the open ones, or all that are kept. */
export const deadLetterList = (store: ReadStore, { open, consumer, after, limit }: Listed) =>
  store.rows<DeadLetterSummary>`
    select ${summary} from dead_letters where ${open ? sql`settled_at is null` : sql`true`}
    ${consumer === undefined ? none : sql`and consumer = ${consumer}`}
    ${after ? sql`and (parked_at, letter_id) < (${new Date(after.at)}, ${after.letterId})` : none}
    order by parked_at desc, letter_id desc limit ${limit}`

export const deadLetterById = async (store: ReadStore, letterId: string): Promise<DeadLetter | undefined> =>
  (await store.rows<DeadLetter>`select * from dead_letters where letter_id = ${letterId}`)[0]

export type DeadLetterCount = Readonly<{ consumer: string; state: string; count: bigint }>

/** Of those that are open. */
export const deadLetterCounts = (store: ReadStore): Promise<readonly DeadLetterCount[]> =>
  store.rows<DeadLetterCount>`
    select consumer, state, count(*) as count from dead_letters where settled_at is null group by consumer, state`
