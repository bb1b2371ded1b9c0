// The sandbox provider as a process of its own: settings from the environment, ends on SIGTERM or SIGINT.
import { Type } from 'typebox'
import { readConfig } from '../../platform/config.ts'
import { createLogger } from '../../platform/logger.ts'
import { untilStopped } from '../../platform/process.ts'
import { sandboxProvider } from './server.ts'

const sandboxConfig = Type.Object({
  MATINEE_SANDBOX_HOST: Type.String({ default: '127.0.0.1' }),
  MATINEE_SANDBOX_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8090, description: '0 takes a free one' }),
  MATINEE_SANDBOX_FILE: Type.String({ minLength: 1, description: 'the SQLite file of the sandbox' }),
  MATINEE_SANDBOX_WEBHOOK_URL: Type.String({ default: '', description: 'where webhooks go; empty: nowhere' }),
  MATINEE_SANDBOX_PUBLIC_URL: Type.String({ default: '', description: 'origin for browsers; empty: where it listens' }),
  MATINEE_SANDBOX_SETTLE_MS: Type.Integer({ minimum: 0, default: 3_000, description: 'how long pm_delay takes' }),
  MATINEE_SANDBOX_RETRY_MS: Type.Integer({ minimum: 1, default: 1_000, description: 'before the second webhook' }),
  MATINEE_PAYMENTS_KEY: Type.String({ minLength: 1, description: 'API key of the provider' }),
  MATINEE_PAYMENTS_WEBHOOK_SECRET: Type.String({ minLength: 1, description: 'signs its webhooks' }),
})

const config = readConfig(sandboxConfig)
const logger = createLogger('sandbox')
const service = await sandboxProvider({
  host: config.MATINEE_SANDBOX_HOST,
  port: config.MATINEE_SANDBOX_PORT,
  file: config.MATINEE_SANDBOX_FILE,
  apiKey: config.MATINEE_PAYMENTS_KEY,
  webhookSecret: config.MATINEE_PAYMENTS_WEBHOOK_SECRET,
  webhookUrl: config.MATINEE_SANDBOX_WEBHOOK_URL || null,
  publicUrl: config.MATINEE_SANDBOX_PUBLIC_URL || null,
  settleMs: config.MATINEE_SANDBOX_SETTLE_MS,
  retryMs: config.MATINEE_SANDBOX_RETRY_MS,
  logger,
})

untilStopped(logger, () => service.stop())
