// Which partition a key belongs to. Stable for ever: events stand where this function put them (protocol 13, H17).

const M = 0x5bd1e995
const SEED = 0x9747b28c
/** murmur2 as Kafka's own clients compute it, so that tools outside this house find a key's partition too. */
export const murmur2 = (data: Uint8Array): number => {
  const byte = (at: number, shift: number) => (data[at] as number) << shift
  const words = data.length & ~3
  let hash = SEED ^ data.length
  for (let at = 0; at < words; at += 4) {
    let k = Math.imul(byte(at, 0) | byte(at + 1, 8) | byte(at + 2, 16) | byte(at + 3, 24), M)
    k = Math.imul(k ^ (k >>> 24), M)
    hash = Math.imul(hash, M) ^ k
  }
  for (let at = words; at < data.length; at++) hash ^= byte(at, (at - words) * 8)
  if (words < data.length) hash = Math.imul(hash, M)
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return (hash ^ (hash >>> 15)) | 0
}

/** 0 … partitions - 1. The count is chosen once per installation: another one gives another answer for most keys. */
export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions
