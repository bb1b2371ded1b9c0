// Power loss, as far as one machine shows it: the broker is killed and its files are cut to what it had flushed.
// It says itself what it flushes (its log, at debug level); directory entries and its small checkpoint files, which it
// syncs on their own, are taken as kept. A flush that was under way counts as done: whoever waited for it was not answered.
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A log4j2 file that makes the broker tell its flushes. */
export const tellingFlushes = (file: string): string => {
  writeFileSync(
    file,
    `rootLogger.level = warn
rootLogger.appenderRef.stdout.ref = STDOUT
appender.console.type = Console
appender.console.name = STDOUT
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1} %m%n
logger.flush.name = org.apache.kafka.storage.internals.log.UnifiedLog
logger.flush.level = debug
`,
  )
  return file
}

/** Where the flushed part of each partition ends. */
const flushedIn = (brokerLog: string): ReadonlyMap<string, bigint> => {
  const flushed = new Map<string, bigint>()
  for (const [, partition = '', offset = '0'] of brokerLog.matchAll(
    /UnifiedLog partition=([^,\]]+)[^\]]*\] Flushing log up to offset (\d+)/g,
  ))
    if (BigInt(offset) > (flushed.get(partition) ?? 0n)) flushed.set(partition, BigInt(offset))
  return flushed
}

/*
  RecordBatch => base_offset:int64 length:int32 ...
    a segment's file is one batch after the other
*/
const positionOf = (segment: Buffer, offset: bigint): number => {
  let at = 0
  while (at + 12 <= segment.length && segment.readBigInt64BE(at) < offset) at += 12 + segment.readInt32BE(at + 8)
  return Math.min(at, segment.length)
}

/** Bytes that were lost, per partition. The broker must be dead. */
export const cutToFlushed = (logDir: string, brokerLog: string): ReadonlyMap<string, number> => {
  const flushed = flushedIn(brokerLog)
  const lost = new Map<string, number>()
  for (const entry of readdirSync(logDir, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const folder = join(logDir, entry.name)
    const end = flushed.get(entry.name) ?? 0n
    for (const name of readdirSync(folder)) {
      const file = join(folder, name)
      const base = /^(\d{20})\.(log|index|timeindex|txnindex|snapshot)$/.exec(name)
      if (base?.[2] === 'log') {
        const keep = positionOf(readFileSync(file), end)
        const bytes = statSync(file).size - keep
        if (bytes > 0) lost.set(entry.name, (lost.get(entry.name) ?? 0) + bytes)
        truncateSync(file, keep)
      } else if (base && (base[2] !== 'snapshot' || BigInt(base[1] ?? 0) > end)) rmSync(file)
    }
  }
  return lost
}
