// What edge serves, by the end of the file's name: MIME type (Apple 10.4, DASH-IF), whether gzip helps, how long it is kept.

export type FileKind = Readonly<{ type: string; text: boolean; changes: boolean }>

const kinds: Readonly<Record<string, FileKind>> = {
  m3u8: { type: 'application/vnd.apple.mpegurl', text: true, changes: true },
  mpd: { type: 'application/dash+xml', text: true, changes: true },
  vtt: { type: 'text/vtt; charset=utf-8', text: true, changes: false },
  mp4: { type: 'video/mp4', text: false, changes: false },
  m4s: { type: 'video/iso.segment', text: false, changes: false },
  jpg: { type: 'image/jpeg', text: false, changes: false },
}

/** undefined for a name that edge does not serve. */
export const kindOf = (file: string): FileKind | undefined =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(file) ? kinds[file.slice(file.lastIndexOf('.') + 1)] : undefined
