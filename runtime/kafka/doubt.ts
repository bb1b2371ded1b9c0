// Whether a send may have reached a broker. kafkajs tries again inside, and tells only what it met last: a produce that
// was never answered, and then a broker that refuses connections, would look as if nothing had ever been handed over.
import { createRequire } from 'node:module'
import { isNotSent } from './errors.ts'

/** `is`: a produce request with these messages was handed over, and no answer said that nothing was appended. */
export type Doubt = { is: boolean }
export const DOUBT = Symbol('doubt')
/** On each message of a send that wants to know. */
export type Doubtful = { readonly [DOUBT]?: Doubt }

type Request = Readonly<{ topicData: readonly { partitions: readonly { messages: readonly Doubtful[] }[] }[] }>
type Broker = { prototype: { produce(request: Request): Promise<unknown>; doubts?: true } }

export const noteDoubts = (): void => {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/broker/index.js') as Broker
  if (prototype.doubts) return
  prototype.doubts = true
  const { produce } = prototype
  prototype.produce = async function (request) {
    try {
      return await produce.call(this, request)
    } catch (error) {
      if (!isNotSent(error))
        for (const { partitions } of request.topicData)
          for (const { messages } of partitions) {
            const doubt = messages[0]?.[DOUBT]
            if (doubt) doubt.is = true
          }
      throw error
    }
  }
}
