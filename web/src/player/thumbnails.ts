// Small pictures for seeking: WebVTT whose cues name a part of a sheet (`thumbs-1.jpg#xywh=160,0,160,90`).

export type Thumbnail = Readonly<{
  fromMs: number
  toMs: number
  url: string
  x: number
  y: number
  w: number
  h: number
}>

const timeOf = (text: string): number => {
  const parts = text.trim().split(':').map(Number)
  return Math.round(parts.reduce((sum, part) => sum * 60 + part, 0) * 1000)
}

const cueOf = (block: string, base: string): Thumbnail[] => {
  const lines = block.split('\n')
  const at = lines.findIndex((line) => line.includes('-->'))
  const [from, to] = (lines[at] ?? '').split('-->')
  const [file, part] = (lines[at + 1] ?? '').trim().split('#xywh=')
  const [x, y, w, h] = (part ?? '').split(',').map(Number)
  if (at < 0 || !from || !to || !file || !w || !h) return []
  return [{ fromMs: timeOf(from), toMs: timeOf(to), url: new URL(file, base).href, x: x ?? 0, y: y ?? 0, w, h }]
}

/** Cues of the text; addresses are relative to `base`. Anything else in the file is left out. */
export const readThumbnails = (text: string, base: string): readonly Thumbnail[] =>
  text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .flatMap((block) => cueOf(block, base))

export const thumbnailAt = (thumbnails: readonly Thumbnail[], ms: number): Thumbnail | undefined =>
  thumbnails.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs) ?? thumbnails.at(-1)

/** An extra: without it seeking works as well, so a failure is an empty list. */
export const loadThumbnails = async (address: string, signal: AbortSignal): Promise<readonly Thumbnail[]> => {
  try {
    const answer = await fetch(address, { signal })
    return answer.ok ? readThumbnails(await answer.text(), answer.url) : []
  } catch {
    return []
  }
}
