// Search by title and genre. What is looked for stands in the address, so it can be sent to a friend.
import { useEffect, useRef, useState } from 'react'
import { useLocation, useNavigation, useSearchParams } from 'react-router'
import { useStrings } from '../strings/context.tsx'
import { Icon } from '../ui/icon.tsx'
import styles from './finder.module.css'

const pauseWhileTyping = 300

type Props = Readonly<{ genres: readonly string[]; genre: string; q: string }>

const useLook = () => {
  const [, setSearch] = useSearchParams()
  return (name: 'q' | 'genre', value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true, preventScrollReset: true },
    )
}

/** True from the click on a link until its page is there: a search that came in between would take the click back. */
const useLeaving = () => {
  const { pathname } = useLocation()
  const navigation = useNavigation()
  const leaving = useRef(false)
  leaving.current = navigation.location !== undefined && navigation.location.pathname !== pathname
  return leaving
}

const SearchBox = ({ q }: Readonly<{ q: string }>) => {
  const { store } = useStrings()
  const look = useLook()
  const leaving = useLeaving()
  const [typed, setTyped] = useState(q)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing asks, not the answer's arrival
  useEffect(() => {
    if (typed.trim() === q) return
    const timer = setTimeout(() => leaving.current || look('q', typed.trim()), pauseWhileTyping)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => setTyped((now) => (now.trim() === q ? now : q)), [q])
  return (
    <search>
      <form
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault()
          look('q', typed.trim())
        }}
      >
        <Icon name="search" />
        <input
          type="search"
          aria-label={store.searchLabel}
          placeholder={store.searchPlaceholder}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          enterKeyHint="search"
          maxLength={100}
        />
      </form>
    </search>
  )
}

export const Finder = ({ genres, genre, q }: Props) => {
  const { store } = useStrings()
  const look = useLook()
  const choices = ['', ...(genre && !genres.includes(genre) ? [genre] : []), ...genres]
  return (
    <div className={styles.finder}>
      <SearchBox q={q} />
      {choices.length > 1 && (
        <fieldset className={styles.genres}>
          <legend className="hidden">{store.genres}</legend>
          {choices.map((choice) => (
            <button key={choice} type="button" aria-pressed={choice === genre} onClick={() => look('genre', choice)}>
              {choice || store.allGenres}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  )
}
