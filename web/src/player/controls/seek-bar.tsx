// The position in the film as a slider, with the thumbnail of where one points.
import { type CSSProperties, type PointerEvent, useState } from 'react'
import { useStrings } from '../../strings/context.tsx'
import { clockText } from '../../strings/formats.ts'
import styles from '../player.module.css'
import type { Thumbnail } from '../thumbnails.ts'
import { Preview } from './preview.tsx'

type Props = Readonly<{
  /** seconds */
  time: number
  duration: number
  buffered: number
  thumbnails: readonly Thumbnail[]
  onSeek: (seconds: number) => void
}>

const share = (part: number, whole: number): string => `${whole ? Math.min(100, (part / whole) * 100) : 0}%`

export const SeekBar = ({ time, duration, buffered, thumbnails, onSeek }: Props) => {
  const { player } = useStrings()
  // While the thumb is held, only the preview moves; the film follows when it is let go.
  const [held, setHeld] = useState<number | undefined>()
  const [pointed, setPointed] = useState<number | undefined>()
  const shown = held ?? time
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    setPointed(Math.min(1, Math.max(0, (clientX - left) / width)) * duration)
  }
  const letGo = () => {
    if (held !== undefined) onSeek(held)
    setHeld(undefined)
    setPointed(undefined)
  }
  const style = { '--at': share(shown, duration), '--loaded': share(buffered, duration) } as CSSProperties
  return (
    <div className={styles.seek} style={style} onPointerMove={point} onPointerLeave={() => setPointed(undefined)}>
      {(held ?? pointed) !== undefined && (
        <Preview seconds={held ?? pointed ?? 0} duration={duration} thumbnails={thumbnails} />
      )}
      <input
        type="range"
        aria-label={player.seek}
        aria-valuetext={player.position(clockText(shown * 1000), clockText(duration * 1000))}
        min={0}
        max={duration || 1}
        step={0.1}
        value={shown}
        onPointerDown={() => setHeld(time)}
        onPointerUp={letGo}
        onPointerCancel={() => setHeld(undefined)}
        onChange={({ target }) => {
          const seconds = Number(target.value)
          if (held === undefined) onSeek(seconds)
          else setHeld(seconds)
        }}
      />
    </div>
  )
}
