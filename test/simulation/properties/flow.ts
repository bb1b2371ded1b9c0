// Process managers and workers: every event led to its command, once; every upload became a set of renditions (P5, P10).
import type { Evidence, Property } from '../evidence.ts'
import { contexts } from '../roles.ts'

export const eachStepOnce: Property = {
  name: 'an event leads to each of its commands under one id',
  kind: 'safety',
  *check(evidence) {
    const ids = new Map<string, string>()
    for (const context of contexts)
      for (const { type, envelope, record } of evidence.told(`commands.${context}`)) {
        const { source, commandId = '' } = envelope
        if (source === undefined) continue
        const step = `${type} for ${source}`
        const known = ids.get(step) ?? commandId
        if (known !== commandId)
          yield `${step} was sent as ${known} and as ${commandId} (${record.topic}@${record.offset})`
        ids.set(step, known)
      }
  },
}

export const firstsInOrder: Property = {
  name: 'commands follow from events in the order of the events',
  kind: 'safety',
  *check(evidence) {
    for (const context of contexts) {
      const last = new Map<string, bigint>()
      const seen = new Set<string>()
      for (const { envelope, record } of evidence.told(`commands.${context}`)) {
        if (envelope.source === undefined || seen.has(envelope.source)) continue
        seen.add(envelope.source)
        const cut = envelope.source.lastIndexOf('/')
        const way = `${envelope.source.slice(0, cut)} to ${record.topic}/${record.partition}`
        const offset = BigInt(envelope.source.slice(cut + 1))
        if (offset < (last.get(way) ?? -1n)) yield `${way}: ${offset} came after ${last.get(way)}`
        last.set(way, offset)
      }
    }
  },
}

const of = (evidence: Evidence, topic: string, type: string) =>
  new Map(
    evidence.told(topic).flatMap(({ type: t, fields }) => (t === type ? [[fields.uploadId, fields] as const] : [])),
  )

export const uploadsBecomeFilms: Property = {
  name: 'every upload is transcoded once and told to the catalogue once',
  kind: 'progress',
  *check(evidence) {
    const ready = of(evidence, 'catalogue', 'RenditionsReady')
    for (const uploadId of of(evidence, 'catalogue', 'SourceUploaded').keys())
      if (!ready.has(uploadId)) yield `upload ${uploadId} has no renditions`
  },
}
