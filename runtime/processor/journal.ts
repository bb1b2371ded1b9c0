// What a stream processor did between two of its transactions, in order: enough to do it again without saying it again.
import type { Headers } from '../log.ts'

/**
 * One step: the records of [from, to) of one source, or event time moved on to `at` because sources were silent.
 * Steps are never merged: a batch is one step when it is done again, too.
 */
export type Step =
  | Readonly<{ kind: 'records'; source: string; from: bigint; to: bigint }>
  | Readonly<{ kind: 'time'; at: number }>

export type Journal = Readonly<{ processor: string; version: number; steps: readonly Step[] }>

const JOURNAL = 'journal'
const WRITER = 'processor'

const stepText = (step: Step): string =>
  step.kind === 'time' ? `time@${step.at}` : `${step.source}@${step.from}-${step.to}`

const stepOf = (text: string): Step => {
  const time = /^time@(\d{1,16})$/.exec(text)
  if (time) return { kind: 'time', at: Number(time[1]) }
  const [, source, from, to] = /^([^\s@]+\/\d+)@(\d{1,19})-(\d{1,19})$/.exec(text) ?? []
  if (!source || !from || !to) throw new Error(`'${text}' is no step of a journal`)
  return { kind: 'records', source, from: BigInt(from), to: BigInt(to) }
}

/** Headers for the last record of a transaction; the others have none. */
export const journalHeaders = ({ processor, version, steps }: Journal): Headers => ({
  [WRITER]: `${processor}/${version}`,
  [JOURNAL]: steps.map(stepText).join(' '),
})

/** Undefined on a record that is not the last of its transaction. Throws on what is not a journal. */
export const journalOf = (headers: Headers): Journal | undefined => {
  const [text, writer] = [headers[JOURNAL], headers[WRITER]]
  if (text === undefined || writer === undefined) return undefined
  const [, processor, version] = /^(.+)\/(\d+)$/.exec(writer) ?? []
  if (!processor || !version) throw new Error(`'${writer}' is no writer of a journal`)
  return { processor, version: Number(version), steps: text === '' ? [] : text.split(' ').map(stepOf) }
}
