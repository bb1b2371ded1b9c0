// The Range header (RFC 9110, 14.2), one range of bytes.
import type { ByteRange } from '../platform/objects.ts'

/** undefined: no range, another unit, or several; then the whole object is answered, as the RFC allows. */
export const rangeOf = (header: string | undefined): ByteRange | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match) return undefined
  const [, first = '', last = ''] = match
  if (first === '') return last === '' ? undefined : { last: Number(last) }
  if (last === '') return { start: Number(first) }
  return Number(last) < Number(first) ? undefined : { start: Number(first), end: Number(last) }
}
