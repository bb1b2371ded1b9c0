// The small picture above the slider.
import type { CSSProperties } from 'react'
import { clockText } from '../../strings/formats.ts'
import styles from '../player.module.css'
import { type Thumbnail, thumbnailAt } from '../thumbnails.ts'

type Props = Readonly<{ seconds: number; duration: number; thumbnails: readonly Thumbnail[] }>

const pictureOf = ({ url, x, y, w, h }: Thumbnail): CSSProperties => ({
  width: w,
  height: h,
  backgroundImage: `url("${url}")`,
  backgroundPosition: `-${x}px -${y}px`,
})

export const Preview = ({ seconds, duration, thumbnails }: Props) => {
  const thumbnail = thumbnailAt(thumbnails, seconds * 1000)
  const style = { '--here': `${duration ? (seconds / duration) * 100 : 0}%` } as CSSProperties
  return (
    <div className={styles.preview} style={style} aria-hidden="true">
      {thumbnail && <div style={pictureOf(thumbnail)} />}
      <span>{clockText(seconds * 1000)}</span>
    </div>
  )
}
