// The sandbox payment provider: a server with its own port and file, reached by HTTP only, like the provider it stands for.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify'
import type { Logger } from '../../platform/logger.ts'
import type { Service } from '../../platform/service.ts'
import { accountControls, accountRoutes, onboardingRoutes } from './account-routes.ts'
import { openAccounts } from './accounts.ts'
import { apiRoutes, movementRoutes } from './api.ts'
import { openBank } from './bank.ts'
import { openBilling } from './billing.ts'
import { billingControls, billingRoutes } from './billing-routes.ts'
import { cardRoutes } from './card-routes.ts'
import { openCards } from './cards.ts'
import { openClock } from './clock.ts'
import { controlRoutes, payerRoutes } from './controls.ts'
import { openDatabase } from './database.ts'
import { openMovements } from './movements.ts'
import { Fault } from './payment.ts'
import { openSwitches, type Switches } from './switches.ts'
import { openWebhooks } from './webhooks.ts'

const createApp = (logger: Logger) =>
  fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1_024,
    requestTimeout: 10_000,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  }).withTypeProvider<TypeBoxTypeProvider>()

export type App = ReturnType<typeof createApp>

export type SandboxOptions = Readonly<{
  host: string
  /** 0 takes a free one */
  port: number
  /** the sandbox's own SQLite file */
  file: string
  /** clients send it as `Authorization: Bearer` */
  apiKey: string
  webhookSecret: string
  /** where webhooks go; null sends none */
  webhookUrl: string | null
  /** origin under which a payer's browser reaches the sandbox; null: where it listens */
  publicUrl: string | null
  logger: Logger
  /** ms that pm_delay takes; 3 s unless told */
  settleMs?: number
  /** ms before a webhook's second attempt; 1 s unless told */
  retryMs?: number
}>

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

const mustHaveKey = (apiKey: string) => {
  const wanted = sha256(`Bearer ${apiKey}`)
  return async (request: FastifyRequest): Promise<void> => {
    if (!timingSafeEqual(sha256(request.headers.authorization ?? ''), wanted))
      throw new Fault(401, 'unauthenticated', 'Send the API key as Authorization: Bearer.')
  }
}

const outageHook = (switches: Switches, stopping: AbortSignal) => async (request: FastifyRequest) => {
  const outage = switches.outage()
  if (outage === 'hang') await gone(request, stopping)
  if (outage === 'hang' || outage === 'refuse') throw new Fault(503, 'outage', 'The provider is down.')
}

/** The caller has hung up, or we stop: nobody is kept waiting for longer than that. */
const gone = (request: FastifyRequest, stopping: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    request.raw.socket.once('close', resolve)
    stopping.addEventListener('abort', () => resolve(), { once: true })
  })

const answerFault = (error: FastifyError | Fault, request: FastifyRequest, reply: FastifyReply) => {
  const wrong = error instanceof Fault ? error.status : (error.statusCode ?? 500)
  if (wrong >= 500 && !(error instanceof Fault)) request.log.error({ err: error }, 'a request failed')
  const type = error instanceof Fault ? error.type : wrong >= 500 ? 'internal' : 'invalid-request'
  const detail = wrong >= 500 && !(error instanceof Fault) ? 'Something broke in the sandbox.' : error.message
  return reply.code(wrong).type('application/problem+json').send({ type, status: wrong, detail })
}

/** Listens when it resolves; `url` is where. Everything that was answered is on the disk and survives a kill. */
export const sandboxProvider = async (options: SandboxOptions): Promise<Service & { url: string }> => {
  const { host, port, file, apiKey, webhookSecret, webhookUrl, logger, settleMs = 3_000, retryMs = 1_000 } = options
  const now = Date.now
  const app = createApp(logger)
  const db = openDatabase(file)
  const switches = openSwitches(db)
  const stopping = new AbortController()
  // The address is known only after listening, and nobody asks before.
  let url = ''
  const clock = openClock(
    () => {
      const next = [bank.settleDue(), billing.renewDue(), webhooks.sendDue()].filter((at) => at !== undefined)
      return next.length > 0 ? Math.min(...next) : undefined
    },
    now,
    (error) => logger.error({ err: error }, 'due work failed, trying again'),
  )
  const settings = {
    url: webhookUrl,
    secret: webhookSecret,
    retryMs,
    get publicUrl() {
      return options.publicUrl ?? url
    },
  }
  const webhooks = openWebhooks({ db, switches, settings, now, wake: clock.wake })
  const tell: typeof webhooks.tell = (type, payment) => {
    webhooks.tell(type, payment)
    billing.paymentChanged(payment)
    clock.wake()
  }
  const movements = openMovements(db, now)
  const cards = openCards(db)
  const bank = openBank({ db, cards, switches, settleMs, now, movements, tell })
  const billing = openBilling({
    ...{ db, switches, now, bank: () => bank },
    tell: (subscription) => {
      webhooks.tellSubscription(subscription)
      clock.wake()
    },
  })
  const accounts = openAccounts({
    ...{ db, now, movements },
    tell: (account) => {
      webhooks.tellAccount(account)
      clock.wake()
    },
  })

  app.setErrorHandler(answerFault)
  app.setNotFoundHandler(() => {
    throw new Fault(404, 'not-found', 'There is no such route.')
  })
  app.get('/livez', () => ({ ok: true, outage: switches.outage(), webhooksPending: webhooks.pending() }))
  app.register(async (part) => {
    payerRoutes(part as App, bank)
    onboardingRoutes(part as App, accounts)
  })
  app.register(async (part) => {
    part.addHook('onRequest', mustHaveKey(apiKey))
    controlRoutes(part as App, { bank, switches, webhooks, changed: clock.wake })
    accountControls(part as App, accounts)
    billingControls(part as App, { billing, db, changed: clock.wake })
  })
  app.register(async (part) => {
    part.addHook('onRequest', outageHook(switches, stopping.signal))
    part.addHook('onRequest', mustHaveKey(apiKey))
    part.addHook('onSend', async (request, _reply, payload) => {
      if (switches.outage() === 'lose-answers') request.raw.socket.destroy()
      return payload
    })
    apiRoutes(part as App, bank, () => settings.publicUrl)
    movementRoutes(part as App, movements)
    cardRoutes(part as App, { bank, cards })
    billingRoutes(part as App, { billing, bank, publicUrl: () => settings.publicUrl })
    accountRoutes(part as App, { accounts, answers: bank.once, publicUrl: () => settings.publicUrl, now })
  })

  url = await app.listen({ host, port })
  clock.wake()
  logger.info({ url, webhookUrl }, 'sandbox payment provider listens')

  return {
    name: 'sandbox',
    url,
    ready: Promise.resolve(),
    health: () => ({ ok: true, detail: { outage: switches.outage(), webhooksPending: webhooks.pending() } }),
    stop: async () => {
      stopping.abort()
      clock.stop()
      await app.close()
      await webhooks.stop()
      db.close()
    },
  }
}
