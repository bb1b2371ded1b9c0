// All that must hold, whatever went wrong. They look at the log, the stores, the books and what clients were told.
import type { Property } from '../evidence.ts'
import { acknowledgedIsThere, everyoneIsAnswered, oneAnswerPerKey, ownWritesAreRead } from './clients.ts'
import { eachStepOnce, firstsInOrder, uploadsBecomeFilms } from './flow.ts'
import { decidedOnce, everyCommandDecided, versionsRise } from './log.ts'
import {
  everythingIsBilled,
  invoicesHaveNoGaps,
  moneyAddsUp,
  oneCharge,
  refundOrPlay,
  refundsEnd,
  sellersEarnAll,
  sellersEarnOnce,
  webhooksAreNotedOnce,
} from './money.ts'
import { storesAreFolds } from './stores.ts'
import { timeNeverFalls } from './time.ts'
import { viewsAreFolds, viewsCatchUp } from './views.ts'
import { everyBeatCounts, saidOnce } from './windows.ts'

export const properties: readonly Property[] = [
  decidedOnce,
  versionsRise,
  timeNeverFalls,
  acknowledgedIsThere,
  oneAnswerPerKey,
  ownWritesAreRead,
  oneCharge,
  webhooksAreNotedOnce,
  refundOrPlay,
  sellersEarnOnce,
  invoicesHaveNoGaps,
  eachStepOnce,
  firstsInOrder,
  storesAreFolds,
  viewsAreFolds,
  saidOnce,
  everyoneIsAnswered,
  everyCommandDecided,
  uploadsBecomeFilms,
  viewsCatchUp,
  everyBeatCounts,
  // last: what may wait longest
  refundsEnd,
  moneyAddsUp,
  sellersEarnAll,
  everythingIsBilled,
]
