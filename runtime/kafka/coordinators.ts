// kafkajs asks who coordinates a transaction before each of its requests: two of five that a transaction takes. The answer
// changes only when a broker goes, and whoever is asked then says that it is not the one.
import { createRequire } from 'node:module'

type Broker = { nodeId: string } & Record<
  (typeof calls)[number],
  (request: { transactionalId?: string }) => Promise<unknown>
>
type Asked = Readonly<{ groupId: string; coordinatorType?: number }>
type Cluster = {
  findGroupCoordinator(asked: Asked): Promise<Broker>
  findBroker(which: { nodeId: string }): Promise<Broker>
}
type Class<T> = { prototype: T & { remembersCoordinators?: true } }

const calls = ['initProducerId', 'addPartitionsToTxn', 'addOffsetsToTxn', 'endTxn'] as const
const TRANSACTION = 1

/** Node ids by transactional id: a client's own, found by its view of the cluster and by the brokers that it was given. */
const known = new WeakMap<Cluster | Broker, Map<string, string>>()

const remember = ({ prototype }: Class<Cluster>): void => {
  const find = prototype.findGroupCoordinator
  const knownOrFound = async (cluster: Cluster, own: Map<string, string>, asked: Asked): Promise<Broker> => {
    const nodeId = own.get(asked.groupId)
    if (nodeId !== undefined)
      try {
        return await cluster.findBroker({ nodeId })
      } catch {
        own.delete(asked.groupId)
      }
    const broker = await find.call(cluster, asked)
    own.set(asked.groupId, broker.nodeId)
    return broker
  }
  prototype.findGroupCoordinator = async function (asked) {
    if (asked.coordinatorType !== TRANSACTION) return find.call(this, asked)
    const own = known.get(this) ?? new Map<string, string>()
    known.set(this, own)
    const broker = await knownOrFound(this, own, asked)
    known.set(broker, own)
    return broker
  }
}

/** Only the coordinator says so: the transaction before is not over on every partition yet. */
const isBusy = (error: unknown): boolean => (error as { type?: unknown }).type === 'CONCURRENT_TRANSACTIONS'

/** Whatever else it failed by: who it is, is asked anew. */
const forgetOnFailure = ({ prototype }: Class<Broker>): void => {
  for (const name of calls) {
    const call = prototype[name]
    prototype[name] = async function (request) {
      try {
        return await call.call(this, request)
      } catch (error) {
        if (request.transactionalId !== undefined && !isBusy(error)) known.get(this)?.delete(request.transactionalId)
        throw error
      }
    }
  }
}

type Classes = Readonly<{ cluster: Class<Cluster>; broker: Class<Broker> }>

const ofKafkajs = (): Classes => {
  const require = createRequire(import.meta.url)
  return { cluster: require('kafkajs/src/cluster/index.js'), broker: require('kafkajs/src/broker/index.js') }
}

/** For every client of this process, once. */
export const rememberCoordinators = ({ cluster, broker }: Classes = ofKafkajs()): void => {
  if (cluster.prototype.remembersCoordinators) return
  cluster.prototype.remembersCoordinators = true
  remember(cluster)
  forgetOnFailure(broker)
}
