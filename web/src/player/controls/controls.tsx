// The bar at the bottom: position, play, sound, picture.
import { useStrings } from '../../strings/context.tsx'
import { clockText } from '../../strings/formats.ts'
import type { Protocol } from '../engines/engine.ts'
import styles from '../player.module.css'
import type { OpenState } from '../showing.ts'
import { seekTo } from '../use-keys.ts'
import { useThumbnails } from '../use-thumbnails.ts'
import type { VideoView } from '../use-video.ts'
import { IconButton } from './icon-button.tsx'
import { SeekBar } from './seek-bar.tsx'
import { Settings } from './settings.tsx'
import { Volume } from './volume.tsx'

type Props = Readonly<{
  state: OpenState
  view: VideoView
  video: HTMLVideoElement
  protocol: Protocol
  full: boolean
  settingsOpen: boolean
  onToggle: () => void
  onFull: () => void
  onMenu: (which: 'settings' | 'keys') => void
  onChoose: (id: string) => void
  onProtocol: (protocol: Protocol) => void
}>

const step = 10

export const Controls = (props: Props) => {
  const { state, view, video, protocol, full, settingsOpen, onToggle, onFull, onMenu, onChoose, onProtocol } = props
  const { player } = useStrings()
  const thumbnails = useThumbnails(state.playback.thumbnails)
  const duration = view.duration || state.playback.durationMs / 1000
  return (
    <fieldset className={styles.controls} aria-label={player.controls}>
      <SeekBar
        time={view.time}
        duration={duration}
        buffered={view.buffered}
        thumbnails={thumbnails}
        onSeek={(seconds) => seekTo(video, seconds)}
      />
      <div className={styles.bar}>
        <IconButton
          icon={view.paused ? 'play' : 'pause'}
          name={view.paused ? player.play : player.pause}
          onClick={onToggle}
        />
        <IconButton icon="back" name={player.back10} onClick={() => seekTo(video, view.time - step)} />
        <IconButton icon="forward" name={player.forward10} onClick={() => seekTo(video, view.time + step)} />
        <Volume video={video} view={view} />
        <p className={styles.time}>
          {clockText(view.time * 1000)} <span>/ {clockText(duration * 1000)}</span>
        </p>
        <span className={styles.spring} />
        <span className={styles.lines}>{view.height ? player.lines(view.height) : ''}</span>
        <IconButton icon="keys" name={player.keys} onClick={() => onMenu('keys')} className={styles.wideOnly} />
        <Settings
          open={settingsOpen}
          onToggle={() => onMenu('settings')}
          state={state}
          protocol={protocol}
          height={view.height}
          onChoose={onChoose}
          onProtocol={onProtocol}
        />
        <IconButton
          icon={full ? 'shrink' : 'expand'}
          name={full ? player.leaveFullscreen : player.fullscreen}
          onClick={onFull}
        />
      </div>
    </fieldset>
  )
}
