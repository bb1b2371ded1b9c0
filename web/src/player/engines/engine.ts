// What a player library must do for us.

export type Protocol = 'hls' | 'dash'
export type Rendition = Readonly<{ id: string; height: number; bitrate: number }>

/** `status` when the edge answered with one; `code` is stable and goes into the play events. */
export type Fault = Readonly<{ code: string; status?: number }>

export type EngineDeps = Readonly<{
  video: HTMLVideoElement
  url: string
  startSeconds: number
  token: () => string
  onRenditions: (renditions: readonly Rendition[]) => void
  onFault: (fault: Fault) => void
  /** the edge answered a request */
  onAnswer: () => void
}>

export type Engine = Readonly<{
  /** library and version, for the play events */
  name: string
  /** a rendition's id, or `auto` */
  choose(id: string): void
  stop(): Promise<void>
}>

/** How far ahead to load: enough to ride out a bad minute's half, and no more than one would want to pay for. */
export const aheadSeconds = 30

/** Highest first, one of each height and bitrate. */
export const sorted = (renditions: readonly Rendition[]): readonly Rendition[] => {
  const seen = new Set<string>()
  return [...renditions]
    .sort((a, b) => b.height - a.height || b.bitrate - a.bitrate)
    .filter(({ height, bitrate }) => {
      const name = `${height}/${bitrate}`
      const fresh = !seen.has(name)
      seen.add(name)
      return fresh
    })
}
