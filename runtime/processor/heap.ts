// A binary heap: the first of many, in the logarithm of their number.

export type Heap<T> = Readonly<{
  push(value: T): void
  first(): T | undefined
  pop(): T | undefined
  size(): number
  clear(): void
}>

export const openHeap = <T>(isBefore: (a: T, b: T) => boolean): Heap<T> => {
  const all: T[] = []

  const up = (from: number) => {
    const value = all[from] as T
    let at = from
    for (; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!isBefore(value, all[parent] as T)) break
      all[at] = all[parent] as T
      at = parent
    }
    all[at] = value
  }

  const down = () => {
    const value = all[0] as T
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= all.length) break
      if (child + 1 < all.length && isBefore(all[child + 1] as T, all[child] as T)) child++
      if (!isBefore(all[child] as T, value)) break
      all[at] = all[child] as T
      at = child
    }
    all[at] = value
  }

  return {
    push: (value) => {
      all.push(value)
      up(all.length - 1)
    },
    first: () => all[0],
    pop: () => {
      const [first] = all
      const last = all.pop()
      if (all.length && last !== undefined) {
        all[0] = last
        down()
      }
      return first
    },
    size: () => all.length,
    clear: () => {
      all.length = 0
    },
  }
}
