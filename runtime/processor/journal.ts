// What a stream processor did between two of its transactions, in order: enough to do it again without saying it again.
import type { Headers } from '../log.ts'

/**
 * One step: the records of [from, to) of one source, or event time moved on to `at` because sources were silent.
 * Steps are never merged: a batch is one step when it is done again, too.
 */
export type Step =
  | Readonly<{
      kind: 'records'
      source: string
      from: bigint
      to: bigint
      /** what of them cannot be applied and was laid aside */
      dead?: readonly bigint[]
    }>
  /** A record that was laid aside is applied, or given up, and what waits behind it goes on, up to the first of `dead`. */
  | Readonly<{ kind: 'retry' | 'drop'; source: string; offset: bigint; dead?: readonly bigint[] }>
  | Readonly<{ kind: 'time'; at: number }>

export type Journal = Readonly<{ processor: string; version: number; steps: readonly Step[] }>

const JOURNAL = 'journal'
const WRITER = 'processor'

const deadText = (dead: readonly bigint[] = []): string => (dead.length ? `!${dead.join(',')}` : '')

const stepText = (step: Step): string => {
  if (step.kind === 'time') return `time@${step.at}`
  if (step.kind === 'records') return `${step.source}@${step.from}-${step.to}${deadText(step.dead)}`
  return `${step.kind}:${step.source}@${step.offset}${deadText(step.dead)}`
}

const deadOf = (text: string | undefined) => (text ? { dead: text.slice(1).split(',').map(BigInt) } : {})

const stepOf = (text: string): Step => {
  const time = /^time@(\d{1,16})$/.exec(text)
  if (time) return { kind: 'time', at: Number(time[1]) }
  const [, kind, parked, offset, behind] = /^(retry|drop):([^\s@]+\/\d+)@(\d{1,19})(![\d,]+)?$/.exec(text) ?? []
  if ((kind === 'retry' || kind === 'drop') && parked && offset)
    return { kind, source: parked, offset: BigInt(offset), ...deadOf(behind) }
  const [, source, from, to, dead] = /^([^\s@]+\/\d+)@(\d{1,19})-(\d{1,19})(![\d,]+)?$/.exec(text) ?? []
  if (!source || !from || !to) throw new Error(`'${text}' is no step of a journal`)
  return { kind: 'records', source, from: BigInt(from), to: BigInt(to), ...deadOf(dead) }
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
