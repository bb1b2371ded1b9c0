// Sound: a button to mute, a slider where there is room.
import { useStrings } from '../../strings/context.tsx'
import styles from '../player.module.css'
import type { VideoView } from '../use-video.ts'
import { rememberVolume } from '../volume.ts'
import { IconButton } from './icon-button.tsx'

type Props = Readonly<{ video: HTMLVideoElement; view: VideoView }>

export const Volume = ({ video, view }: Props) => {
  const { player } = useStrings()
  const silent = view.muted || view.volume === 0
  const set = (volume: number, muted: boolean) => {
    video.volume = volume
    video.muted = muted
    rememberVolume(video)
  }
  return (
    <span className={styles.volume}>
      <IconButton
        icon={silent ? 'muted' : 'volume'}
        name={silent ? player.unmute : player.mute}
        onClick={() => set(silent && view.volume === 0 ? 0.5 : view.volume, !silent)}
      />
      <input
        type="range"
        data-own-keys
        aria-label={player.volume}
        min={0}
        max={1}
        step={0.05}
        value={view.muted ? 0 : view.volume}
        onChange={({ target }) => set(Number(target.value), false)}
      />
    </span>
  )
}
