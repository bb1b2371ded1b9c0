// Local stores of deciders: each is the fold of the log up to where it says that it stands (protocol 5, 10, 23).
import { isDeepStrictEqual } from 'node:util'
import type { AnyDecider } from '../../../runtime/index.ts'
import { happened, memoryCodec } from '../../../runtime/index.ts'
import { valueOfBytes } from '../../../runtime/store-values.ts'
import type { Evidence, Property } from '../evidence.ts'
import { deciders } from '../roles.ts'

const codec = memoryCodec()

type Standing = Readonly<{ position: string; lastOffset: string }>
type Row = Readonly<{ version: number; state: unknown }>

const statesAt = (evidence: Evidence, { name, evolve, initial }: AnyDecider, partition: number, last: bigint) => {
  const rows = new Map<string, Row>()
  let position = -1n
  for (const { record, envelope } of evidence.told(name)) {
    if (record.partition !== partition || record.offset > last) continue
    if (envelope.commandOffset !== undefined && envelope.commandOffset > position) position = envelope.commandOffset
    if (envelope.streamVersion === undefined) continue
    const { version, state } = rows.get(record.key) ?? { version: 0, state: initial }
    const { event } = happened(codec, record)
    rows.set(record.key, { version: version + 1, state: evolve(state, event as never) })
  }
  return { rows, position }
}

export const storesAreFolds: Property = {
  name: 'a decider’s store is the fold of the log up to where it stands',
  kind: 'safety',
  *check(evidence) {
    for (const path of evidence.disks.paths()) {
      const [, name, partition] = /\/deciders-\d+\/(\w+)-(\d+)\.sqlite$/.exec(path) ?? []
      const decider = deciders.find((one) => one.name === name)
      const db = evidence.disks.read(path)
      if (!decider || !db) continue
      const meta = db.prepare("select value from meta where name = 'standing'").get()?.value
      if (meta === undefined) continue
      const standing = JSON.parse(meta as string) as Standing
      const wanted = statesAt(evidence, decider, Number(partition), BigInt(standing.lastOffset))
      if (String(wanted.position) !== standing.position)
        yield `${path} says position ${standing.position}, by the log it is ${wanted.position}`
      const found = db.prepare("select key, value from entry where key >= 'k/' and key < 'k0'").all()
      const rows = new Map(found.map((row) => [String(row.key).slice(2), valueOfBytes(row.value as Uint8Array) as Row]))
      for (const key of new Set([...rows.keys(), ...wanted.rows.keys()])) {
        const [has, should] = [rows.get(key), wanted.rows.get(key)]
        if (has?.version !== should?.version || !isDeepStrictEqual(has?.state, should?.state))
          yield `${path}: ${key} has version ${has?.version}, by the log ${should?.version}`
      }
    }
  },
}
