// Whether an MP4 or QuickTime file ends in the middle of one of its boxes: an upload or an export that broke off.
import { open } from 'node:fs/promises'

/** Walks the boxes of the outermost level; what does not look like a box any more is not judged. */
export const endsInsideBox = async (file: string): Promise<boolean> => {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    for (let at = 0; at + 8 <= size; ) {
      const { buffer } = await handle.read(Buffer.alloc(16), 0, 16, at)
      const length = boxLength(buffer)
      if (length === undefined) return false
      if (at + length > size) return true
      at += length
    }
    return false
  } finally {
    await handle.close()
  }
}

/** Bytes of the box that begins here; undefined when it goes to the end of the file or is none. */
const boxLength = (head: Buffer): number | undefined => {
  if (!/^[\x20-\x7e]{4}$/.test(head.toString('latin1', 4, 8))) return undefined
  const short = head.readUInt32BE(0)
  const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short
  return length >= 8 ? length : undefined
}
