// What kafkajs 2.2.4 gets wrong where connections break in the middle of an answer, mended in its classes.
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { kafkajs } from './kafkajs.ts'

type Connection = {
  host: string
  port: number
  socket?: Socket
  chunks: Buffer[]
  bytesBuffered: number
  bytesNeeded: number
  isConnected(): boolean
  connect(): Promise<boolean>
  disconnect(): Promise<boolean>
  processData(bytes: Buffer): void
}
type Broker = {
  versions: unknown
  brokerAddress: string
  connect(): Promise<void>
  disconnect(): Promise<void>
}
type Class<T> = { prototype: T & { mended?: true } }

const SIZE_BYTES = 4
const require = createRequire(import.meta.url)

const forget = (connection: Connection) => {
  connection.chunks = []
  connection.bytesBuffered = 0
  connection.bytesNeeded = SIZE_BYTES
}

/**
 * A connection object is used again after it broke: then half an answer must not stand before the next one's, nor the old
 * socket's end be taken for the new one's. What is no answer ends the connection, and not the process.
 */
const mendConnection = ({ prototype }: Class<Connection>) => {
  if (prototype.mended) return
  prototype.mended = true
  const { connect, disconnect, processData } = prototype
  const ending = new WeakSet<Socket>()
  prototype.connect = function () {
    if (!this.isConnected()) forget(this)
    return connect.call(this)
  }
  prototype.disconnect = async function () {
    const { socket } = this
    const done = await disconnect.call(this)
    if (socket && !ending.has(socket)) {
      ending.add(socket)
      socket.destroySoon()
    }
    return done
  }
  prototype.processData = function (bytes) {
    try {
      processData.call(this, bytes)
    } catch (error) {
      forget(this)
      this.socket?.destroy(new Error('an answer cannot be read', { cause: error }))
    }
  }
}

/** A broker whose versions were not told counts as connected for ever, and every call fails: it is asked anew. */
const mendBroker = ({ prototype }: Class<Broker>) => {
  if (prototype.mended) return
  prototype.mended = true
  const { connect } = prototype
  prototype.connect = async function () {
    try {
      await connect.call(this)
      if (!this.versions)
        throw new kafkajs.KafkaJSConnectionError('The broker did not say its versions', { broker: this.brokerAddress })
    } catch (error) {
      if (!this.versions) await this.disconnect()
      throw error
    }
  }
}

export const mendKafkajs = (): void => {
  mendConnection(require('kafkajs/src/network/connection.js') as Class<Connection>)
  mendBroker(require('kafkajs/src/broker/index.js') as Class<Broker>)
}
