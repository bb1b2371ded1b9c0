// The port of where copies of local stores are kept, so that a machine that lost its disk need not read the whole log.

/** Objects by key (`a/b/c`). What is here may be lost, old or damaged: a reader checks it against the log. */
export type Snapshots = Readonly<{
  /** Visible as a whole or not at all. */
  put(key: string, body: AsyncIterable<Uint8Array>): Promise<unknown>
  /** Throws when there is none. */
  get(key: string): Promise<AsyncIterable<Uint8Array>>
  /** Keys below the prefix. */
  list(prefix: string): Promise<readonly string[]>
  remove(key: string): Promise<unknown>
}>

/** For specs. */
export const memorySnapshots = (): Snapshots & { readonly kept: Map<string, Buffer> } => {
  const kept = new Map<string, Buffer>()
  return {
    kept,
    put: async (key, body) => {
      const parts: Uint8Array[] = []
      for await (const part of body) parts.push(part)
      kept.set(key, Buffer.concat(parts))
    },
    get: async (key) => {
      const bytes = kept.get(key)
      if (!bytes) throw new Error(`there is no ${key}`)
      return (async function* () {
        yield bytes
      })()
    },
    list: async (prefix) => [...kept.keys()].filter((key) => key.startsWith(`${prefix}/`)),
    remove: async (key) => void kept.delete(key),
  }
}
