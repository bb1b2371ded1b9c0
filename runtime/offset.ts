// Offsets are bigint; Math.min and Math.max do not take those.

export const earlier = (a: bigint, b: bigint): bigint => {
  if (a < b) return a
  return b
}

export const later = (a: bigint, b: bigint): bigint => {
  if (a > b) return a
  return b
}
