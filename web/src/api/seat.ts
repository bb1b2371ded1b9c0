// Where one watches: this tab, for as long as it is open, on a device of some kind.
import { randomId } from './random-id.ts'

const name = 'matinee.seat'

type Device = 'tv' | 'computer' | 'tablet' | 'phone'

/** From what the browser says of itself; a guess, for people to tell their devices apart. */
export const deviceOf = (agent: string, touch: boolean): Device => {
  if (/\b(tv|smarttv|bravia|web0s|tizen)\b/i.test(agent)) return 'tv'
  if (/iphone|android.*mobile/i.test(agent)) return 'phone'
  return /ipad|android/i.test(agent) || (touch && /macintosh/i.test(agent)) ? 'tablet' : 'computer'
}

/** A reload is the same seat; another tab is another one. */
export const seat = (): Readonly<{ seatId: string; device: Device }> => {
  const known = sessionStorage.getItem(name)
  const seatId = known ?? randomId()
  if (!known) sessionStorage.setItem(name, seatId)
  return { seatId, device: deviceOf(navigator.userAgent, navigator.maxTouchPoints > 1) }
}
