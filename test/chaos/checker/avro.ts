// A small Avro reader of the checker's own: bytes and the writer's schema in, plain values out (longs as bigint).

type Named = { type: 'record' | 'enum' | 'fixed'; name: string; namespace?: string }
export type Schema =
  | string
  | readonly Schema[]
  | (Named & { fields?: readonly { name: string; type: Schema }[]; symbols?: readonly string[]; size?: number })
  | { type: 'array'; items: Schema }
  | { type: 'map'; values: Schema }
  | { type: Schema }

export type Value = null | boolean | number | bigint | string | Buffer | readonly Value[] | { [name: string]: Value }

const text = (buffer: Buffer, at: number, length: number) => buffer.toString('utf8', at, at + length)

/** Reads one record; throws when bytes are left over, missing, or are not what the schema says. */
export const decode = (schema: Schema, buffer: Buffer): Value => {
  const names = new Map<string, Schema>()
  let at = 0

  const long = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer[at++]
      if (byte === undefined) throw new Error('the bytes end too soon')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n)
    }
  }
  const take = (length: number): number => {
    const from = at
    at += length
    if (length < 0 || at > buffer.length) throw new Error('the bytes end too soon')
    return from
  }
  const blocks = (one: () => void): void => {
    for (let count = long(); count !== 0n; count = long()) {
      // A negative count is followed by the block's size.
      if (count < 0n) long()
      for (let i = count < 0n ? -count : count; i > 0n; i--) one()
    }
  }
  const primitive = (name: string): Value | undefined => {
    switch (name) {
      case 'null':
        return null
      case 'boolean':
        return buffer[take(1)] === 1
      case 'int':
        return Number(long())
      case 'long':
        return long()
      case 'float':
        return buffer.readFloatLE(take(4))
      case 'double':
        return buffer.readDoubleLE(take(8))
      case 'bytes': {
        const length = Number(long())
        return buffer.subarray(take(length), at)
      }
      case 'string': {
        const length = Number(long())
        return text(buffer, take(length), length)
      }
      default:
        return undefined
    }
  }
  const full = (name: string, namespace: string | undefined) =>
    name.includes('.') || !namespace ? name : `${namespace}.${name}`

  const read = (type: Schema, namespace?: string): Value => {
    if (typeof type === 'string') {
      const value = primitive(type)
      if (value !== undefined) return value
      const known = names.get(full(type, namespace)) ?? names.get(type)
      if (!known) throw new Error(`unknown type ${type}`)
      return read(known, namespace)
    }
    if (Array.isArray(type)) {
      const branch = (type as readonly Schema[])[Number(long())]
      if (branch === undefined) throw new Error('no such branch of the union')
      return read(branch, namespace)
    }
    const known = type as Exclude<Schema, string | readonly Schema[]>
    if ('items' in known) {
      const items: Value[] = []
      blocks(() => items.push(read(known.items, namespace)))
      return items
    }
    if ('values' in known) {
      const values: Record<string, Value> = {}
      blocks(() => {
        const length = Number(long())
        values[text(buffer, take(length), length)] = read(known.values, namespace)
      })
      return values
    }
    if (!('name' in known)) return read(known.type, namespace)
    const own = known.namespace ?? namespace
    names.set(full(known.name, own), known)
    if (known.type === 'enum') return known.symbols?.[Number(long())] ?? 'no such symbol'
    if (known.type === 'fixed') return buffer.subarray(take(known.size ?? 0), at)
    const record: Record<string, Value> = {}
    for (const field of known.fields ?? []) record[field.name] = read(field.type, own)
    return record
  }

  const value = read(schema)
  if (at !== buffer.length) throw new Error(`${buffer.length - at} bytes are left over`)
  return value
}
