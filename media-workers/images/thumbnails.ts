// Thumbnails: how many, how large, on which sheet, and the WebVTT that tells a player where each one is.

export type ThumbnailPlan = Readonly<{
  /** Seconds from one to the next. */
  interval: number
  count: number
  /** Pixels of one. */
  width: number
  height: number
  columns: number
  rows: number
  sheets: number
}>

/** A film as long as its pictures: `frames` of them, `rate` per second. */
export type Length = Readonly<{ frames: number; rate: number }>

/** A picture belongs to the interval in which it begins; those on the border are given this much, in seconds. */
export const borderSlack = 0.002

/** One a second at first, at most one in ten seconds; 5 x 5 on a sheet. Even sizes in the shape of the film. */
export const planThumbnails = ({ frames, rate }: Length, size: { width: number; height: number }): ThumbnailPlan => {
  const interval = Math.min(10, Math.max(1, Math.ceil(frames / rate / 100)))
  const lastPicture = (frames - 1) / rate
  const count = Math.floor((lastPicture + borderSlack) / interval) + 1
  const scale = Math.min(1, 160 / Math.max(size.width, size.height))
  const even = (side: number) => Math.max(2, Math.round((side * scale) / 2) * 2)
  const [columns, rows] = [5, 5]
  const sheets = Math.ceil(count / (columns * rows))
  return { interval, count, width: even(size.width), height: even(size.height), columns, rows, sheets }
}

export const sheetName = (sheet: number): string => `thumbs-${String(sheet + 1).padStart(3, '0')}.jpg`

/** WebVTT with media fragments: `thumbs-001.jpg#xywh=160,0,160,90`. */
export const thumbnailTrack = (plan: ThumbnailPlan, durationMs: number): string => {
  const cues = Array.from({ length: plan.count }, (_, i) => {
    const [on, place] = [Math.floor(i / (plan.columns * plan.rows)), i % (plan.columns * plan.rows)]
    const [x, y] = [(place % plan.columns) * plan.width, Math.floor(place / plan.columns) * plan.height]
    const end = Math.min(durationMs, (i + 1) * plan.interval * 1000)
    const times = `${clock(i * plan.interval * 1000)} --> ${clock(end)}`
    return `${times}\n${sheetName(on)}#xywh=${x},${y},${plan.width},${plan.height}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

const clock = (ms: number): string => {
  const pad = (value: number, length = 2) => String(Math.floor(value)).padStart(length, '0')
  return `${pad(ms / 3_600_000)}:${pad((ms / 60_000) % 60)}:${pad((ms / 1000) % 60)}.${pad(Math.round(ms) % 1000, 3)}`
}
