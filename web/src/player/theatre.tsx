// The room a film is shown in: the video, what lies over it, and the controls.
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStrings } from '../strings/context.tsx'
import { Controls } from './controls/controls.tsx'
import { KeysHelp } from './controls/keys-help.tsx'
import { Overlay } from './controls/overlay.tsx'
import { TopBar } from './controls/top-bar.tsx'
import type { Protocol } from './engines/engine.ts'
import styles from './player.module.css'
import { rememberPoint } from './resume.ts'
import { useFullscreen } from './use-fullscreen.ts'
import { useIdle } from './use-idle.ts'
import { useKeys } from './use-keys.ts'
import { type ShowingWish, useShowing } from './use-showing.ts'
import { useVideo } from './use-video.ts'
import { restoreVolume } from './volume.ts'

type Props = Readonly<{
  wish: ShowingWish
  title: string
  personId: string
  onRestart: (from: number, protocol?: Protocol) => void
}>

const hideAfter = 3_000
const rememberEvery = 5

export const Theatre = ({ wish, title, personId, onRestart }: Props) => {
  const { player } = useStrings()
  const [room, setRoom] = useState<HTMLElement | null>(null)
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [menu, setMenu] = useState<'settings' | 'keys' | undefined>()
  const { state, choose, begin } = useShowing(video, wish)
  const view = useVideo(video)
  const [full, toggleFull] = useFullscreen(room, video)
  const idle = useIdle(hideAfter)
  const playback = state.stage === 'open' ? state.playback : undefined
  // A video that is taken away forgets where it was.
  const reached = useRef(wish.from)
  if (playback && view.time > 0) reached.current = view.time * 1000
  const { filmId } = wish

  const toggle = useCallback(() => {
    if (state.stage !== 'open' || !video) return
    if (state.blocked) begin()
    else if (video.paused) video.play().catch(() => {})
    else video.pause()
  }, [state, video, begin])
  const toggleMenu = useCallback(
    (which: 'settings' | 'keys') => setMenu((open) => (open === which ? undefined : which)),
    [],
  )
  useKeys({ video, toggle, toggleFull, toggleMenu })

  useEffect(() => {
    if (video) restoreVolume(video)
    room?.focus()
  }, [video, room])
  const point = Math.floor(view.time / rememberEvery) * rememberEvery
  useEffect(() => {
    if (playback && (point > 0 || view.ended))
      rememberPoint(personId, filmId, view.ended ? playback.durationMs : point * 1000, playback.durationMs)
  }, [playback, point, view.ended, personId, filmId])

  const hidden = idle && !view.paused && menu === undefined && state.stage === 'open'
  return (
    <section
      ref={setRoom}
      className={styles.theatre}
      data-hidden={hidden}
      aria-label={player.title(title)}
      tabIndex={-1}
    >
      <h1 className="hidden">{player.title(title)}</h1>
      {/* biome-ignore lint/a11y/useMediaCaption: sellers cannot bring captions yet */}
      <video
        ref={setVideo}
        className={styles.video}
        poster={playback?.poster ?? undefined}
        playsInline
        tabIndex={-1}
        onClick={toggle}
        onDoubleClick={toggleFull}
      />
      <TopBar title={title} filmId={filmId} endsAt={playback?.endsAt ?? null} />
      <Overlay
        state={state}
        view={view}
        from={wish.from}
        reached={reached.current}
        filmId={filmId}
        onBegin={begin}
        onRestart={onRestart}
      />
      {state.stage === 'open' && video && (
        <Controls
          state={state}
          view={view}
          video={video}
          protocol={wish.protocol}
          full={full}
          settingsOpen={menu === 'settings'}
          onToggle={toggle}
          onFull={toggleFull}
          onMenu={toggleMenu}
          onChoose={choose}
          onProtocol={(protocol) => onRestart(video.currentTime * 1000, protocol)}
        />
      )}
      {menu === 'keys' && <KeysHelp onClose={() => setMenu(undefined)} />}
    </section>
  )
}
