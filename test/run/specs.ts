// Which spec belongs to which stage: its suffix says what it costs.

export const stages = ['checks', 'unit', 'int', 'e2e'] as const
export type Stage = (typeof stages)[number]
export type Specs = Readonly<Record<Exclude<Stage, 'checks'>, readonly string[]>>

const stageOf = (file: string): Exclude<Stage, 'checks'> =>
  /\.e2e\.spec\.\w+$/.test(file) ? 'e2e' : /\.int\.spec\.\w+$/.test(file) ? 'int' : 'unit'

const within = (file: string, place: string): boolean => place === '' || file === place || file.startsWith(`${place}/`)

/** All spec files by stage, in order; `places` (files or folders) narrow them down. */
export const sortSpecs = (files: readonly string[], places: readonly string[]): Specs => {
  const chosen = files.filter((file) => places.length === 0 || places.some((place) => within(file, place))).toSorted()
  const of = (stage: Stage): string[] => chosen.filter((file) => stageOf(file) === stage)
  return { unit: of('unit'), int: of('int'), e2e: of('e2e') }
}

export type Counts = Readonly<{ pass: number; fail: number; skipped: number }>

/** From the closing lines of node's test runner; undefined when it printed none. */
export const readCounts = (output: string): Counts | undefined => {
  const last = (name: string): number | undefined => {
    const found = [...output.matchAll(new RegExp(`^ℹ ${name} (\\d+)$`, 'gm'))].at(-1)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  const [pass, fail, cancelled, skipped, todo] = ['pass', 'fail', 'cancelled', 'skipped', 'todo'].map(last)
  if (pass === undefined || fail === undefined) return undefined
  return { pass, fail: fail + (cancelled ?? 0), skipped: (skipped ?? 0) + (todo ?? 0) }
}
