// The library that brings the picture, and how it is mended: opened again where it was when its token had ended.
import type { Engine, Fault, Protocol, Rendition } from './engines/engine.ts'
import { loadEngine } from './engines/load.ts'
import type { Session } from './session.ts'

type Deps = Readonly<{
  session: Session
  protocol: Protocol
  video: HTMLVideoElement
  startSeconds: number
  onRenditions: (renditions: readonly Rendition[]) => void
  onClosed: () => void
  onFailed: (code: string) => void
}>

export type Picture = Readonly<{
  name: string
  choose(id: string): void
  /** after the token was turned away */
  reopen(): Promise<void>
  stop(): Promise<void>
}>

export const openPicture = async (deps: Deps): Promise<Picture> => {
  const { session, protocol, video, onRenditions, onClosed, onFailed } = deps
  const open = await loadEngine(protocol)
  let chosen = 'auto'
  let reopening: Promise<void> | undefined
  let stopped = false

  const mend = ({ code, status }: Fault): void => {
    if (stopped || reopening) return
    if (status === 401) void reopen()
    else if (status === 403) onClosed()
    else onFailed(code)
  }
  const start = (startSeconds: number): Promise<Engine> =>
    open({
      video,
      url: session.playback[protocol],
      startSeconds,
      token: session.token.current,
      onRenditions: (renditions) => {
        onRenditions(renditions)
        if (chosen !== 'auto') engine.choose(chosen)
      },
      onFault: mend,
      onAnswer: session.seen,
    })
  let engine = await start(deps.startSeconds)

  const again = async (): Promise<void> => {
    const [at, paused] = [video.currentTime, video.paused]
    await session.token.renew()
    await engine.stop()
    if (stopped) return
    engine = await start(at)
    if (!paused) await video.play()
  }
  const reopen = (): Promise<void> => {
    reopening ??= again()
      .catch(() => {
        // A refused renewal says itself that the session is closed; what is left is a renewal that did not arrive.
        if (!stopped) onFailed(`${protocol}.token`)
      })
      .finally(() => {
        reopening = undefined
      })
    return reopening
  }

  return {
    name: engine.name,
    choose: (id) => {
      chosen = id
      engine.choose(id)
    },
    reopen,
    stop: async () => {
      stopped = true
      await engine.stop()
    },
  }
}
