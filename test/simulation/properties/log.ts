// The log by itself: decided once, whole, in order, with nothing missing (protocol 2, 23; P1, P6).
import { PROTOCOL_RECORDS } from '../../../runtime/deciders/decider.ts'
import type { Evidence, Property, Told } from '../evidence.ts'
import { contexts } from '../roles.ts'

const where = ({ record }: Told) => `${record.topic}/${record.partition}@${record.offset}`

const byPartition = (all: readonly Told[]) => Map.groupBy(all, ({ record }) => record.partition)

/** Records of decided commands, in their parts; expired ones are not decided. */
export const decisionsOf = (evidence: Evidence, context: string): ReadonlyMap<string, readonly (readonly Told[])[]> => {
  const found = new Map<string, Told[][]>()
  for (const told of evidence.told(context)) {
    const { commandId, part } = told.envelope
    if (commandId === undefined || told.type === PROTOCOL_RECORDS.expired) continue
    const list = found.get(commandId) ?? []
    found.set(commandId, list)
    if (part?.number === 1 || list.length === 0) list.push([told])
    else list.at(-1)?.push(told)
  }
  return found
}

export const decidedOnce: Property = {
  name: 'a command is decided once, and whole',
  kind: 'safety',
  *check(evidence) {
    for (const context of contexts)
      for (const [commandId, decisions] of decisionsOf(evidence, context)) {
        if (decisions.length > 1)
          yield `${commandId} was decided ${decisions.length} times: ${decisions.flat().map(where)}`
        for (const parts of decisions) {
          const numbers = parts.map(({ envelope }) => envelope.part?.number)
          const of = parts[0]?.envelope.part?.of ?? 0
          if (numbers.length !== of || numbers.some((number, i) => number !== i + 1))
            yield `${commandId} left parts ${numbers} of ${of}`
        }
      }
  },
}

export const versionsRise: Property = {
  name: 'stream versions are 1, 2, 3 … per key, and command offsets rise',
  kind: 'safety',
  *check(evidence) {
    for (const context of contexts) {
      const versions = new Map<string, number>()
      for (const told of evidence.told(context)) {
        const { streamVersion } = told.envelope
        if (streamVersion === undefined) continue
        const version = (versions.get(told.record.key) ?? 0) + 1
        versions.set(told.record.key, streamVersion)
        if (streamVersion !== version) yield `${where(told)} has version ${streamVersion}, not ${version}`
      }
      for (const own of byPartition(evidence.told(context)).values()) {
        let last = -1n
        for (const told of own) {
          const { commandOffset, part } = told.envelope
          if (commandOffset === undefined || part?.number !== 1) continue
          if (commandOffset <= last) yield `${where(told)} decides command ${commandOffset} after ${last}`
          last = commandOffset
        }
      }
    }
  },
}

export const everyCommandDecided: Property = {
  name: 'every command on the log is decided, or told that it came too late',
  kind: 'progress',
  *check(evidence) {
    for (const context of contexts) {
      const known = new Set(evidence.told(context).map(({ envelope }) => envelope.commandId))
      for (const told of evidence.told(`commands.${context}`))
        if (!known.has(told.envelope.commandId)) yield `${where(told)}, a ${told.type}, is not decided`
    }
  },
}
