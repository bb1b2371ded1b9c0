// HLS by hls.js.
import Hls, { type ErrorData } from 'hls.js'
import { ApiError } from '../../api/problem.ts'
import { withToken } from '../token.ts'
import { aheadSeconds, type Engine, type EngineDeps, sorted } from './engine.ts'

const faultOf = ({ type, details, response }: ErrorData) => ({
  code: `hls.${type}.${details}`,
  ...(response?.code && { status: response.code }),
})

const optionsFor = ({ startSeconds, token }: EngineDeps) => ({
  // CMAF goes to the browser as it is: there is nothing for a worker to do.
  enableWorker: false,
  startPosition: startSeconds,
  maxBufferLength: aheadSeconds,
  maxMaxBufferLength: aheadSeconds,
  backBufferLength: aheadSeconds,
  capLevelToPlayerSize: true,
  // As Apple's authoring rule 1.32 takes it: begin with what a usual line carries, then measure.
  abrEwmaDefaultEstimate: 2_000_000,
  xhrSetup: (request: XMLHttpRequest, url: string) => request.open('GET', withToken(url, token()), true),
})

export const openHls = async (deps: EngineDeps): Promise<Engine> => {
  const { video, url, onRenditions, onFault, onAnswer } = deps
  if (!Hls.isSupported()) throw new ApiError('cannot-play', 0, '')
  const hls = new Hls(optionsFor(deps))
  let recovered = false

  hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels }) =>
    onRenditions(sorted(levels.map(({ height, bitrate }, at) => ({ id: String(at), height, bitrate })))),
  )
  hls.on(Hls.Events.FRAG_LOADED, onAnswer)
  hls.on(Hls.Events.ERROR, (_, data) => {
    const status = data.response?.code ?? 0
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && data.fatal && !recovered) {
      recovered = true
      hls.recoverMediaError()
    } else if (data.fatal || status === 401 || status === 403) onFault(faultOf(data))
  })
  hls.attachMedia(video)
  hls.loadSource(url)

  return {
    name: `hls.js ${Hls.version}`,
    choose: (id) => {
      // From the next segment on, so that the picture does not stop for it.
      hls.nextLevel = id === 'auto' ? -1 : Number(id)
    },
    stop: async () => hls.destroy(),
  }
}
