// What lies over the picture: waiting, a button to begin, the end, or why nothing is shown.
import type { ReactNode } from 'react'
import { ApiError } from '../../api/problem.ts'
import { useStrings } from '../../strings/context.tsx'
import { clockText } from '../../strings/formats.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { wordsFor } from '../../ui/problem-words.ts'
import styles from '../player.module.css'
import type { ShowingState } from '../showing.ts'
import type { VideoView } from '../use-video.ts'
import { Elsewhere } from './elsewhere.tsx'

type Props = Readonly<{
  state: ShowingState
  view: VideoView
  /** ms where this showing began */
  from: number
  /** ms where it came to */
  reached: number
  filmId: string
  onBegin: () => void
  onRestart: (from: number) => void
}>

type CardProps = Readonly<{ title: string; text?: string; children: ReactNode }>

const Card = ({ title, text, children }: CardProps) => (
  <div className={styles.card} role="alert">
    <h2>{title}</h2>
    {text && <p>{text}</p>}
    <div className={styles.cardDo}>{children}</div>
  </div>
)

const resumeShown = 8

export const Overlay = ({ state, view, from, reached, filmId, onBegin, onRestart }: Props) => {
  const strings = useStrings()
  const { player, shell } = strings
  const toFilm = <LinkButton to={`/films/${filmId}`}>{player.toFilm}</LinkButton>
  const again = (name: string, at: number) => (
    <Button look="primary" onClick={() => onRestart(at)}>
      {name}
    </Button>
  )
  switch (state.stage) {
    case 'closed':
      return (
        <Card title={player.closedTitle} text={player.closedText}>
          {again(player.openAgain, reached)}
          {toFilm}
        </Card>
      )
    case 'failed':
      return (
        <Card title={player.failedTitle} text={`${player.failedText} ${player.failedCode(state.code)}`}>
          {again(shell.retry, reached)}
          {toFilm}
        </Card>
      )
    case 'refused':
      if (state.error instanceof ApiError && state.error.type === 'stream-limit')
        return (
          <Card title={player.elsewhereTitle} text={player.elsewhereText}>
            <Elsewhere playing={state.error.playing} onFree={() => onRestart(reached)} />
            {toFilm}
          </Card>
        )
      return (
        <Card title={player.refusedTitle} text={wordsFor(state.error, strings)}>
          {again(shell.retry, reached)}
          {toFilm}
        </Card>
      )
    case 'opening':
      return <Waiting text={player.loading} />
    case 'open':
      if (view.ended) return <Card title={player.ended}>{[again(player.again, 0), toFilm]}</Card>
      if (state.blocked)
        return (
          <button type="button" className={styles.begin} aria-label={player.pressPlay} onClick={onBegin}>
            <Icon name="play" size="3rem" />
          </button>
        )
      return (
        <>
          {view.waiting && <Waiting text={player.stalled} />}
          {from > 0 && view.time < from / 1000 + resumeShown && (
            <p className={styles.resumed} role="status">
              {player.resumed(clockText(from))}{' '}
              <Button look="quiet" onClick={() => onRestart(0)}>
                {player.fromStart}
              </Button>
            </p>
          )}
        </>
      )
  }
}

const Waiting = ({ text }: Readonly<{ text: string }>) => (
  <p className={styles.waiting} role="status">
    <span className={styles.wheel} aria-hidden="true" />
    <span className="hidden">{text}</span>
  </p>
)
