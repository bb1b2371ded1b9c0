// Plays and purchases to lists: each viewer's own, and what is trending for who is new.
import { defineProcessor } from '../../runtime/index.ts'
import { learn, recommend } from './item-item.ts'
import { type Heat, trending, warm } from './trending.ts'

const listLength = 30
/** Trending is told again at most this often. */
const trendingMs = 10_000
/** Buying says more than pressing play. */
const weights = { play: 1, purchase: 3 }

type On = Parameters<typeof defineProcessor>[0]['onTimer']
type Context = Parameters<NonNullable<On>>[1]

const took = (context: Context, viewerId: string, filmId: string, at: number, weight: number) => {
  const { state } = context
  state.put(`heat/${filmId}`, warm(state.get<Heat>(`heat/${filmId}`), at, weight))
  if (!state.get('trending due')) {
    context.setTimer('trending', Math.max(at, context.watermark) + trendingMs)
    state.put('trending due', true)
  }
  if (learn(state, viewerId, filmId))
    context.emit({
      type: 'ViewerRecommendations',
      viewerId,
      basis: 'PERSONAL',
      items: recommend(state, viewerId, listLength),
    })
}

/** One state of everything: neighbours are films of all viewers. It is one partition's work, and small. */
export const recommendations = defineProcessor({
  name: 'recommendations',
  version: 1,
  output: 'recommendations',
  key: () => 'everything',
  on: {
    PlayStarted: ({ at, playbackId, sequence, viewerId, filmId }, context) => {
      if (!context.isRepeat(playbackId, sequence)) took(context, viewerId, filmId, at, weights.play)
    },
    PaymentTaken: ({ at, viewerId, filmId }, context) => took(context, viewerId, filmId, at, weights.purchase),
  },
  onTimer: ({ at }, context) => {
    const heats = new Map(context.state.range<Heat>('heat/').map(([name, heat]) => [name.slice('heat/'.length), heat]))
    context.state.delete('trending due')
    context.emit({ type: 'TrendingFilms', listId: 'trending', items: trending(heats, at, listLength) })
  },
})
