// The room that takes commands: all routes that change something, as one plugin.
import { type App, callerOf } from '../../platform/http.ts'
import { problem } from '../../platform/problems.ts'
import type { CommandApi } from './deps.ts'
import { cardRoutes } from './routes/cards.ts'
import { countryRoute } from './routes/country.ts'
import { couponRoutes } from './routes/coupons.ts'
import { deadLetterAsks } from './routes/dead-letters.ts'
import { erasureRoute } from './routes/erasure.ts'
import { filmOperationRoutes } from './routes/film-operations.ts'
import { filmPlansRoute } from './routes/film-plans.ts'
import { filmRoutes } from './routes/films.ts'
import { invoiceAddressRoutes } from './routes/invoice-address.ts'
import { jwksRoute } from './routes/jwks.ts'
import { offersRoute } from './routes/offers.ts'
import { operationRoutes } from './routes/operations.ts'
import { ordersRoute } from './routes/orders.ts'
import { payoutRoutes } from './routes/payouts.ts'
import { peopleRoute } from './routes/people.ts'
import { planRoutes } from './routes/plans.ts'
import { playEventsRoute } from './routes/play-events.ts'
import { playbackRoutes } from './routes/playbacks.ts'
import { reconciliationRoute } from './routes/reconciliations.ts'
import { refundRoutes } from './routes/refunds.ts'
import { sellerRoutes } from './routes/seller.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { sourceRoute } from './routes/source.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { webhookRoute } from './routes/webhooks.ts'
import { createSubmit, type Submit } from './submit.ts'

type Routes = (app: App, api: CommandApi, submit: Submit) => void

/** Adds the routes to an app of createApp, its own or one that other rooms are in too. */
export const commandApi = async (app: App, api: CommandApi): Promise<void> => {
  const submit = createSubmit(api.commands, app.metrics, api.settings.waitMs)
  const room = (routes: readonly Routes[], prepare: (inner: App) => void = () => {}) =>
    app.register(async (instance) => {
      const inner = instance as unknown as App
      prepare(inner)
      for (const add of routes) add(inner, api, submit)
    })

  await room([peopleRoute, sessionRoutes, jwksRoute])
  await room(
    [
      ...[filmRoutes, filmOperationRoutes, offersRoute, ordersRoute, refundRoutes, cardRoutes, playbackRoutes],
      ...[couponRoutes, countryRoute, sellerRoutes, payoutRoutes, erasureRoute, deadLetterAsks, operationRoutes],
      ...[reconciliationRoute, invoiceAddressRoutes],
      ...[planRoutes, filmPlansRoute, subscriptionRoutes],
    ],
    onlyOpenLogIns(api),
  )
  await room([sourceRoute], onlyOpenLogIns(api))
  // Too many to look up a log-in for each: their token is bound to one playback.
  await room([playEventsRoute])
  await room([webhookRoute])
}

/** An access token outlives a log-out by up to ten minutes; what changes something is refused at once. */
const onlyOpenLogIns =
  ({ people }: CommandApi) =>
  (app: App): void => {
    app.addHook('onRequest', async (request) => {
      if (!(await people.logIns.isOpen(callerOf(request).sessionId, Date.now()))) throw problem('session-closed')
    })
  }
