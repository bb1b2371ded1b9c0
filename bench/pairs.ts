// Ours and the reference in turn, so that a machine whose speed drifts is fair to both.

/**
 * `ours` and `reference` are medians in `unit`; `ratio` = ours / reference; `spread` the ratios' smallest and largest pair.
 * A row without a reference says null twice, and its spread is of `ours`.
 */
export type Measured = Readonly<{
  name: string
  ours: number
  reference: number | null
  ratio: number | null
  unit: string
  spread: readonly [number, number]
}>

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN]
  return sorted.length % 2 ? high : (low + high) / 2
}

const digits = (value: number) => Number(value.toPrecision(4))

type Pairs = Readonly<{
  name: string
  unit: string
  ours(): Promise<number>
  reference(): Promise<number>
  /** counted pairs, at least five; one more goes before them as a warm-up */
  pairs?: number
  say(line: string): void
}>

/** Runs the pairs; who goes first changes with every pair. */
export const inPairs = async ({ name, unit, ours, reference, pairs = 5, say }: Pairs): Promise<Measured> => {
  const results: { ours: number; reference: number }[] = []
  for (let i = 0; i <= pairs; i++) {
    const first = i % 2 === 0 ? await ours() : undefined
    const other = await reference()
    const result = { ours: first ?? (await ours()), reference: other }
    if (i > 0) results.push(result)
    say(
      `${name} ${i === 0 ? 'warm-up' : `${i}/${pairs}`}: ours ${digits(result.ours)}, reference ${digits(result.reference)} ${unit}`,
    )
  }
  const mine = median(results.map((r) => r.ours))
  const theirs = median(results.map((r) => r.reference))
  const ratios = results.map((r) => r.ours / r.reference)
  return {
    name,
    ours: digits(mine),
    reference: digits(theirs),
    ratio: digits(mine / theirs),
    unit,
    spread: [digits(Math.min(...ratios)), digits(Math.max(...ratios))],
  }
}

/** A figure that has a bound and no reference: the median of some runs. */
export const byItself = (name: string, unit: string, runs: readonly number[]): Measured => ({
  name,
  ours: digits(median(runs)),
  reference: null,
  ratio: null,
  unit,
  spread: [digits(Math.min(...runs)), digits(Math.max(...runs))],
})
