// Emmett on Postgres in a process of its own: a person's registration decided on the stream as it stands, and appended.
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inFlight } from '../in-flight.ts'
import { answering } from '../reference-process.ts'

export type EmmettOptions = Readonly<{
  /** where its packages are */
  modules: string
  postgres: string
  /** connections at most */
  connections: number
}>

type Registered = Readonly<{ type: 'PersonRegistered'; data: { personId: string; roles: string[]; at: number } }>
type Store = Readonly<{ close(): Promise<void>; schema: { migrate(): Promise<unknown> } }>
type Decide = (state: { registered: boolean }) => readonly Registered[]
type Handle = (store: Store, id: string, decide: Decide) => Promise<unknown>

const { modules, postgres, connections } = JSON.parse(process.argv[2] ?? '') as EmmettOptions
const packages = createRequire(join(modules, 'package.json'))
const { CommandHandler } = packages('@event-driven-io/emmett') as { CommandHandler(options: object): Handle }
const { getPostgreSQLEventStore } = packages('@event-driven-io/emmett-postgresql') as {
  getPostgreSQLEventStore(url: string, options: object): Store
}
const { Pool } = createRequire(packages.resolve('@event-driven-io/dumbo'))('pg') as {
  Pool: new (options: object) => { end(): Promise<void> }
}

const pool = new Pool({ connectionString: postgres, max: connections })
const store = getPostgreSQLEventStore(postgres, { connectionOptions: { pool } })
await store.schema.migrate()
const handle = CommandHandler({
  evolve: (_state: unknown, { type }: Registered) => ({ registered: type === 'PersonRegistered' }),
  initialState: () => ({ registered: false }),
})
const register = () => {
  const personId = randomUUID()
  return handle(store, `person:${personId}`, ({ registered }) =>
    registered ? [] : [{ type: 'PersonRegistered', data: { personId, roles: ['viewer'], at: Date.now() } }],
  )
}

answering(
  (width, count) => inFlight(width, count, register),
  async () => {
    await store.close()
    await pool.end()
  },
)
