// One polite voice for the whole page: what changed without a place of its own to show it.
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

const AnnounceContext = createContext<(text: string) => void>(() => {})

export const useAnnounce = () => useContext(AnnounceContext)

export const Announcer = ({ children }: Readonly<{ children: ReactNode }>) => {
  const [said, setSaid] = useState({ text: '', turn: 0 })
  // The same words twice are still two messages: a space more or less makes them differ.
  const announce = useCallback((text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 })), [])
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="hidden" role="log" aria-live="polite">
        {said.text}
        {said.turn % 2 ? ' ' : ''}
      </div>
    </AnnounceContext>
  )
}
