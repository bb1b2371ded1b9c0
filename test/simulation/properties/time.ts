// Time on the log: it never falls for one key, whatever the clocks of brokers and processes say (F10).
import type { Property } from '../evidence.ts'
import { contexts } from '../roles.ts'

export const timeNeverFalls: Property = {
  name: 'the events of a key have times that never fall',
  kind: 'safety',
  *check(evidence) {
    for (const context of contexts) {
      const last = new Map<string, number>()
      for (const { envelope, record } of evidence.told(context)) {
        if (envelope.streamVersion === undefined) continue
        const at = envelope.occurredAt ?? 0
        const before = last.get(record.key) ?? 0
        if (at < before) yield `${context}/${record.partition}@${record.offset} is at ${at}, before ${before}`
        last.set(record.key, at)
      }
    }
  },
}
