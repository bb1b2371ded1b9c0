// The steps of a stream processor over its inputs, as they are done live and in a rebuild: the same state either way.
import type { Codec } from '../codec.ts'
import type { LogRecord } from '../log.ts'
import { batchOf } from './batch.ts'
import type { Processor } from './definition.ts'
import type { Emitted, Engine } from './engine.ts'
import { type Dead, type ParkedRecords, parkedRecords } from './parked.ts'
import type { ProcessorState } from './state.ts'

export type Steps = Readonly<{
  parked: ParkedRecords
  /** A batch of one source, up to `to`. Throws Poisonous. */
  records(source: string, records: readonly LogRecord[], to: bigint, dead: Dead): Promise<readonly Emitted[]>
  /** What an operator asked for a record that is laid aside, and then what waits behind it. Throws Poisonous. */
  settle(source: string, offset: bigint, how: 'retry' | 'drop', dead: Dead, askId?: string): Promise<readonly Emitted[]>
}>

type StepDeps = Readonly<{ codec: Codec; processor: Processor; engine: Engine; state: ProcessorState }>

export const stepsOf = ({ codec, processor, engine, state }: StepDeps): Steps => {
  const parked = parkedRecords(state.overlay, processor.names)

  const alone = async (source: string, record: LogRecord): Promise<readonly Emitted[]> => {
    const { events } = await batchOf(codec, [record], processor.names)
    // Its time is over: it moves event time no more.
    return engine.records(source, events, undefined)
  }

  return {
    parked,
    records: async (source, records, to, dead) => {
      const { latest } = await batchOf(codec, records, new Set())
      const { events } = await batchOf(codec, parked.sort(source, records, dead), processor.names)
      const emitted = engine.records(source, events, latest)
      state.moveTo(source, to)
      return emitted
    },
    settle: async (source, offset, how, dead, askId) => {
      const [head, ...behind] = parked.line(source, offset)
      if (!head) return []
      const said = how === 'retry' ? [...(await alone(source, head.record))] : []
      parked.settle(source, { offset, outcome: how === 'retry' ? 'APPLIED' : 'DROPPED', askId })
      for (const next of behind) {
        const cause = dead.get(next.record.offset)
        if (cause) {
          parked.condemn(source, next, cause)
          break
        }
        said.push(...(await alone(source, next.record)))
        parked.settle(source, { offset: next.record.offset, outcome: 'APPLIED' })
      }
      return said
    },
  }
}
