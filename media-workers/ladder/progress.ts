// How far ffmpeg is, by its own account (-progress): the time encoded so far.

/** Feed it the lines; returns percent of `durationMs` whenever a report is complete and says more than the last one. */
export const progressReader = (durationMs: number) => {
  let outTimeMs = 0
  let reported = -1
  return (line: string): number | undefined => {
    const [, key, value] = /^(\w+)=\s*(.*?)\s*$/.exec(line) ?? []
    if (key === 'out_time_us' && /^\d+$/.test(value ?? '')) outTimeMs = Number(value) / 1000
    if (key !== 'progress') return undefined
    const percent = value === 'end' ? 100 : Math.min(99, Math.floor((outTimeMs / durationMs) * 100))
    if (percent <= reported) return undefined
    reported = percent
    return percent
  }
}
