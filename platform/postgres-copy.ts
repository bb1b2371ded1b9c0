// COPY … FROM STDIN on a connection of pg, which has the protocol's messages and no call for it.
import { once } from 'node:events'
import type { Connection, PoolClient, Submittable } from 'pg'

/** Bytes in one message at most. */
const CHUNK = 65_536

type Told = Readonly<{ stream: NodeJS.WritableStream; sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }>

/** Resolves when the server has taken all of it. Rejects with its DatabaseError, or with what `chunks` threw. */
export const copyIn = (
  client: Pick<PoolClient, 'query'>,
  text: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let failure: Error | undefined
  const send = async (connection: Told & { sendCopyFail(reason: string): void }) => {
    try {
      for await (const chunk of chunks)
        for (let i = 0; i < chunk.length; i += CHUNK) {
          connection.sendCopyFromChunk(chunk.subarray(i, i + CHUNK))
          if (connection.stream.writable && (connection.stream as NodeJS.WriteStream).writableNeedDrain)
            await once(connection.stream, 'drain')
        }
      connection.endCopyFrom()
    } catch (error) {
      failure = error as Error
      connection.sendCopyFail(String(error))
    }
  }
  const copying = {
    submit: (connection: Connection) => connection.query(text),
    handleCopyInResponse: (connection: Connection) => void send(connection as never),
    handleCommandComplete: () => undefined,
    // Put here by pg, with its time-out for what does not answer: it is to hear that this did.
    callback: undefined as (() => void) | undefined,
    // After an error the server is asked nothing more until it is ready again.
    handleError: (error: Error) => {
      copying.callback?.()
      reject(failure ?? error)
    },
    handleReadyForQuery: () => {
      copying.callback?.()
      resolve()
    },
  }
  client.query(copying as Submittable)
  return promise
}
