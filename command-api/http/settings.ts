// This room's settings, from the environment.
import type { HttpConfig, PaymentsConfig } from '../../platform/config.ts'
import type { Settings } from './deps.ts'

/** Play events per second and playback: players tell a few in ten seconds; more is no player. */
const eventRate = 100

export const settingsFrom = (config: HttpConfig & PaymentsConfig): Settings => ({
  setupSecret: config.MATINEE_SETUP_SECRET,
  uploadLimit: config.MATINEE_UPLOAD_LIMIT,
  playbackTokenLife: config.MATINEE_PLAYBACK_TOKEN_SECONDS * 1_000,
  eventRate,
  streams: { atOnce: config.MATINEE_STREAMS_AT_ONCE, perRental: config.MATINEE_STREAMS_PER_RENTAL },
  refundWithin: config.MATINEE_REFUND_HOURS * 3_600_000,
  subscriptionGrace: config.MATINEE_SUBSCRIPTION_GRACE_SECONDS * 1_000,
  sellerShare: config.MATINEE_SELLER_SHARE,
  payoutMinimum: BigInt(config.MATINEE_PAYOUT_MINIMUM),
  countryHeader: config.MATINEE_COUNTRY_HEADER,
  publicUrl: config.MATINEE_PUBLIC_URL,
  payments: { provider: config.MATINEE_PAYMENTS, webhookSecret: config.MATINEE_PAYMENTS_WEBHOOK_SECRET },
})
