// Plays and purchases to lists: each viewer's own, and what is trending for who is new.
import { defineProcessor } from '../../runtime/index.ts'
import { learn, recommend } from './item-item.ts'
import { type Heat, trending, warm } from './trending.ts'

const listLength = 30
/** Trending is told again at most this often. */
const trendingMs = 10_000
/**
 * A viewer who did something in the last day has a list that is at most so old, in the events' time: what others watch
 * changes it too. After a day it waits for the viewer's next event.
 */
const renewMs = 15 * 60_000
const activeMs = 86_400_000
/** Buying says more than pressing play. */
const weights = { play: 1, purchase: 3 }

type On = Parameters<typeof defineProcessor>[0]['onTimer']
type Context = Parameters<NonNullable<On>>[1]

/** A list as it was told last, and when the viewer last did something. */
type Told = Readonly<{ films: readonly string[]; active: number }>

const listOf = (viewerId: string) => `list/${viewerId}`

/** Tells the viewer's list; after what others did only when it is another one than was told. */
const tell = (context: Context, viewerId: string, active: number, because: 'own event' | 'others') => {
  const { state } = context
  const items = recommend(state, viewerId, listLength)
  const films = items.map(({ filmId }) => filmId)
  const before = state.get<Told>(listOf(viewerId))?.films
  const isSame = before?.length === films.length && before.every((film, i) => film === films[i])
  state.put(listOf(viewerId), { films, active })
  if (because === 'own event' || !isSame)
    context.emit({ type: 'ViewerRecommendations', viewerId, basis: 'PERSONAL', items })
}

const took = (context: Context, viewerId: string, filmId: string, at: number, weight: number) => {
  const { state } = context
  const now = Math.max(at, context.watermark)
  state.put(`heat/${filmId}`, warm(state.get<Heat>(`heat/${filmId}`), at, weight))
  if (!state.get('trending due')) {
    context.setTimer('trending', now + trendingMs)
    state.put('trending due', true)
  }
  const told = state.get<Told>(listOf(viewerId))
  // Each viewer's own time, so that they do not all come at once; it stands until it comes.
  if (!told) context.setTimer(`renew ${viewerId}`, now + renewMs)
  if (learn(state, viewerId, filmId)) tell(context, viewerId, now, 'own event')
  else state.put(listOf(viewerId), { films: told?.films ?? [], active: now })
}

/** What others did since may have changed it. */
const renew = (context: Context, viewerId: string, at: number) => {
  const active = context.state.get<Told>(listOf(viewerId))?.active ?? 0
  tell(context, viewerId, active, 'others')
  if (at < active + activeMs) context.setTimer(`renew ${viewerId}`, at + renewMs)
  else context.state.delete(listOf(viewerId))
}

const tellTrending = ({ state, emit }: Context, at: number) => {
  const heats = new Map(state.range<Heat>('heat/').map(([name, heat]) => [name.slice('heat/'.length), heat]))
  state.delete('trending due')
  emit({ type: 'TrendingFilms', listId: 'trending', items: trending(heats, at, listLength) })
}

/** One state of everything: neighbours are films of all viewers. It is one partition's work, and small. */
export const recommendations = defineProcessor({
  name: 'recommendations',
  version: 2,
  output: 'recommendations',
  key: () => 'everything',
  on: {
    PlayStarted: ({ at, playbackId, sequence, viewerId, filmId }, context) => {
      if (!context.isRepeat(playbackId, sequence)) took(context, viewerId, filmId, at, weights.play)
    },
    PaymentTaken: ({ at, viewerId, filmId }, context) => took(context, viewerId, filmId, at, weights.purchase),
  },
  onTimer: ({ name, at }, context) =>
    name === 'trending' ? tellTrending(context, at) : renew(context, name.slice('renew '.length), at),
})
