// What is remembered of a command, and its bytes: written for every one, read when it comes again.

/** One record of an outcome, as it stands on the log. */
export type OutcomeRecord = Readonly<{ type: string; at: number; value: Buffer }>

/** What became of a command: enough to tell it again. */
export type StoredOutcome = Readonly<{
  bodyHash: string | undefined
  /** offset of its last record in the event partition */
  last: bigint
  records: readonly OutcomeRecord[]
}>

/** Outcomes of commands that answer an event are kept for ever: their sender may be replayed any day (protocol 21). */
const FOR_EVER = Number.MAX_SAFE_INTEGER

export const rememberedAt = (at: number, source: string | undefined): number => (source === undefined ? at : FOR_EVER)

const FIXED = 8 + 2
const FIXED_PER_RECORD = 8 + 2 + 4
/** UTF-8 takes no more per character of a string. */
const MOST_PER_CHARACTER = 3

export const mostBytesOf = ({ bodyHash = '', records }: Omit<StoredOutcome, 'last'>): number => {
  let bytes = FIXED + bodyHash.length * MOST_PER_CHARACTER
  for (const { type, value } of records) bytes += FIXED_PER_RECORD + type.length * MOST_PER_CHARACTER + value.length
  return bytes
}

const writeText = (bytes: Buffer, at: number, text: string): number => {
  const length = bytes.write(text, at + 2)
  bytes.writeUInt16BE(length, at)
  return at + 2 + length
}

/** Last offset, body hash, then each record's time, type and bytes, from `at` on; tells where they end. */
export const writeOutcome = (
  { bodyHash = '', records }: Omit<StoredOutcome, 'last'>,
  last: bigint,
  bytes: Buffer,
  at: number,
): number => {
  let end = writeText(bytes, bytes.writeBigInt64BE(last, at), bodyHash)
  for (const { type, at: time, value } of records) {
    end = writeText(bytes, bytes.writeDoubleBE(time, end), type)
    end = bytes.writeUInt32BE(value.length, end)
    bytes.set(value, end)
    end += value.length
  }
  return end
}

export const encodeOutcome = (outcome: StoredOutcome): Buffer => {
  const bytes = Buffer.allocUnsafe(mostBytesOf(outcome))
  return bytes.subarray(0, writeOutcome(outcome, outcome.last, bytes, 0))
}

export const decodeOutcome = (bytes: Buffer): StoredOutcome => {
  let at = 8
  const text = () => {
    const start = at + 2
    at = start + bytes.readUInt16BE(at)
    return bytes.toString('utf8', start, at)
  }
  const bodyHash = text() || undefined
  const records: OutcomeRecord[] = []
  while (at < bytes.length) {
    const time = bytes.readDoubleBE(at)
    at += 8
    const type = text()
    const start = at + 4
    at = start + bytes.readUInt32BE(at)
    records.push({ type, at: time, value: bytes.subarray(start, at) })
  }
  return { last: bytes.readBigInt64BE(), bodyHash, records }
}
