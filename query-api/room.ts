// The room that answers reads: every GET under /v1, JSON and live streams, as one plugin.
import type { App } from '../platform/http.ts'
import { deadLetterMetric } from './dead-letter-metric.ts'
import type { QueryApi } from './deps.ts'
import { accountRoute } from './routes/account.ts'
import { analyticsRoutes } from './routes/analytics.ts'
import { cardRoutes } from './routes/cards.ts'
import { closureRoutes } from './routes/closures.ts'
import { commandRoutes } from './routes/commands.ts'
import { couponReads } from './routes/coupons.ts'
import { deadLetterReads } from './routes/dead-letters.ts'
import { filmRoutes } from './routes/films.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { libraryRoutes } from './routes/library.ts'
import { liveRoute } from './routes/live.ts'
import { operatorRoutes } from './routes/operator.ts'
import { operatorMoneyRoutes } from './routes/operator-money.ts'
import { planRoutes } from './routes/plans.ts'
import { progressRoute } from './routes/progress.ts'
import { reconciliationRoutes } from './routes/reconciliations.ts'
import { sellerRoutes } from './routes/seller.ts'
import { sellerMoneyRoutes } from './routes/seller-money.ts'
import { statementRoute } from './routes/statement.ts'
import { subscriptionRoute } from './routes/subscription.ts'

const routes = [
  filmRoutes,
  progressRoute,
  libraryRoutes,
  invoiceRoutes,
  cardRoutes,
  accountRoute,
  sellerRoutes,
  sellerMoneyRoutes,
  statementRoute,
  analyticsRoutes,
  operatorRoutes,
  operatorMoneyRoutes,
  couponReads,
  deadLetterReads,
  liveRoute,
  commandRoutes,
  closureRoutes,
  reconciliationRoutes,
  planRoutes,
  subscriptionRoute,
] as const

/** Adds the routes to an app of createApp, its own or one that other rooms are in too. */
export const queryApi = (app: App, api: QueryApi): void => {
  for (const add of routes) add(app, api)
  deadLetterMetric(app, api)
}
