// Which partition a key belongs to. Stable for ever: events stand where this function put them (protocol 13, H17).

const M = 0x5bd1e995
const SEED = 0x9747b28c
const TAIL_SHIFTS = [0, 8, 16]

/** murmur2 as Kafka's own clients compute it, so that tools outside this house find a key's partition too. */
export const murmur2 = (data: Uint8Array): number => {
  const words = data.length >> 2
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  let hash = SEED ^ data.length
  for (let word = 0; word < words; word++) {
    let k = Math.imul(view.getInt32(word * 4, true), M)
    k = Math.imul(k ^ (k >>> 24), M)
    hash = Math.imul(hash, M) ^ k
  }
  const tail = data.subarray(words * 4)
  tail.forEach((byte, i) => {
    hash ^= byte << (TAIL_SHIFTS[i] ?? 0)
  })
  if (tail.length > 0) hash = Math.imul(hash, M)
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return (hash ^ (hash >>> 15)) | 0
}

/** 0 … partitions - 1. The count is chosen once per installation: another one gives another answer for most keys. */
export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions
