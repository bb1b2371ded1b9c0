// What the keys of the player mean.

export type KeyAction =
  | Readonly<{ do: 'toggle' | 'mute' | 'fullscreen' | 'settings' | 'keys' }>
  | Readonly<{ do: 'step'; seconds: number }>
  | Readonly<{ do: 'volume'; by: number }>
  | Readonly<{ do: 'tenth'; of: number }>

const step = 10
const louder = 0.1

const named: Readonly<Record<string, KeyAction>> = {
  ' ': { do: 'toggle' },
  k: { do: 'toggle' },
  m: { do: 'mute' },
  f: { do: 'fullscreen' },
  q: { do: 'settings' },
  '?': { do: 'keys' },
  j: { do: 'step', seconds: -step },
  l: { do: 'step', seconds: step },
  arrowleft: { do: 'step', seconds: -step },
  arrowright: { do: 'step', seconds: step },
  arrowup: { do: 'volume', by: louder },
  arrowdown: { do: 'volume', by: -louder },
  home: { do: 'tenth', of: 0 },
}

type Press = Readonly<{ key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean }>

/** The action of a key press, or undefined when it is not ours. */
export const actionOf = ({ key, ctrlKey, metaKey, altKey }: Press): KeyAction | undefined => {
  if (ctrlKey || metaKey || altKey) return undefined
  return /^\d$/.test(key) ? { do: 'tenth', of: Number(key) } : named[key.toLowerCase()]
}

/** Where a control has its own use of the key: a button its space, a menu its arrows, a slider of volume its arrows. */
export const isTakenBy = (target: EventTarget | null, key: string): boolean => {
  if (!(target instanceof Element)) return false
  if (target.closest('[role="dialog"], dialog')) return key !== '?' && key.toLowerCase() !== 'q'
  if (target.closest('button, a')) return key === ' ' || key === 'Enter'
  return target.matches('input[data-own-keys]') && key.startsWith('Arrow')
}
