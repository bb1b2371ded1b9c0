// DASH by shaka-player, in its DASH-only build.
import imported from 'shaka-player/dist/shaka-player.dash-es2021.js'
import { ApiError } from '../../api/problem.ts'
import { withToken } from '../token.ts'
import { aheadSeconds, type Engine, type EngineDeps, type Fault, sorted } from './engine.ts'

// The typings describe a default export; the file is CommonJS, whose exports are the library itself.
const shaka = imported as unknown as typeof imported.default

type Player = InstanceType<typeof shaka.Player>
type LibraryError = Readonly<{ category?: number; code?: number; severity?: number; data?: readonly unknown[] }>

const badStatus = 1001
const critical = 2

const faultOf = ({ category = 0, code = 0, data = [] }: LibraryError): Fault => ({
  code: `dash.${category}.${code}`,
  ...(code === badStatus && typeof data[1] === 'number' && { status: data[1] }),
})

const listen = (player: Player, { token, onFault, onAnswer }: EngineDeps): void => {
  const network = player.getNetworkingEngine()
  network?.registerRequestFilter((_, request) => {
    request.uris = request.uris.map((uri) => withToken(uri, token()))
  })
  network?.registerResponseFilter(onAnswer)
  player.addEventListener('error', (event) => {
    const { detail } = event as unknown as Readonly<{ detail: LibraryError }>
    const fault = faultOf(detail)
    if (detail.severity === critical || fault.status === 401 || fault.status === 403) onFault(fault)
  })
}

const renditionsOf = (player: Player) =>
  sorted(
    player.getVariantTracks().map(({ id, height, videoBandwidth, bandwidth }) => ({
      id: String(id),
      height: height ?? 0,
      bitrate: videoBandwidth ?? bandwidth,
    })),
  )

const choose = (player: Player, id: string): void => {
  player.configure('abr.enabled', id === 'auto')
  const track = player.getVariantTracks().find((one) => String(one.id) === id)
  // A few seconds of the old rendition stay, so that the picture does not stop for it.
  if (track) player.selectVariantTrack(track, true, 4)
}

export const openDash = async (deps: EngineDeps): Promise<Engine> => {
  const { video, url, startSeconds, onRenditions, onFault } = deps
  shaka.polyfill.installAll()
  if (!shaka.Player.isBrowserSupported()) throw new ApiError('cannot-play', 0, '')
  const player = new shaka.Player()
  await player.attach(video)
  player.configure({
    streaming: { bufferingGoal: aheadSeconds, bufferBehind: aheadSeconds },
    abr: { restrictToElementSize: true },
  })
  listen(player, deps)
  player
    .load(url, startSeconds)
    .then(() => onRenditions(renditionsOf(player)))
    .catch((error: LibraryError) => {
      const interrupted = error.code === 7000
      if (!interrupted) onFault(faultOf(error))
    })
  return {
    name: `shaka-player ${shaka.Player.version}`,
    choose: (id) => choose(player, id),
    stop: () => player.destroy(),
  }
}
