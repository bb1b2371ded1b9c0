// CRC-32C (Castagnoli), the check sum of a record batch: eight bytes a step, each table one byte further on.

const POLYNOMIAL = 0x82f63b78
const STEP = 8
/** bytes of one table */
const TABLE = 256 * 4

const tables = new DataView(new ArrayBuffer(STEP * TABLE))
const entry = (table: number, byte: number): number => tables.getInt32(table * TABLE + byte * 4, true)

for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0)
  tables.setInt32(byte * 4, crc, true)
}
for (let table = 1; table < STEP; table++)
  for (let byte = 0; byte < 256; byte++) {
    const before = entry(table - 1, byte)
    tables.setInt32(table * TABLE + byte * 4, (before >>> 8) ^ entry(0, before & 0xff), true)
  }

/** Of bytes[from] up to, not including, bytes[until]; an unsigned number. */
export const crc32c = (bytes: Uint8Array, from: number, until: number): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = -1
  let at = from
  for (; at + STEP <= until; at += STEP) {
    const low = crc ^ view.getInt32(at, true)
    const high = view.getInt32(at + 4, true)
    crc =
      entry(7, low & 0xff) ^
      entry(6, (low >>> 8) & 0xff) ^
      entry(5, (low >>> 16) & 0xff) ^
      entry(4, low >>> 24) ^
      entry(3, high & 0xff) ^
      entry(2, (high >>> 8) & 0xff) ^
      entry(1, (high >>> 16) & 0xff) ^
      entry(0, high >>> 24)
  }
  for (; at < until; at++) crc = (crc >>> 8) ^ entry(0, (crc ^ view.getUint8(at)) & 0xff)
  return ~crc >>> 0
}
