// The two player libraries, each loaded when it is wanted.
import type { Engine, EngineDeps, Protocol } from './engine.ts'

export const loadEngine = async (protocol: Protocol): Promise<(deps: EngineDeps) => Promise<Engine>> =>
  protocol === 'hls' ? (await import('./hls.ts')).openHls : (await import('./dash.ts')).openDash
