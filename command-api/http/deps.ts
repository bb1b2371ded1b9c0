// What the room that takes commands needs of the world.
import type { Auth } from '../../platform/auth.ts'
import type { Logger } from '../../platform/logger.ts'
import type { ObjectStore } from '../../platform/objects.ts'
import type { Circuit } from '../../platform/payments-circuit.ts'
import type { Sealing } from '../../platform/sealing.ts'
import type { KeepUnmatched } from '../../platform/unmatched-webhooks.ts'
import type { Commands, Facts } from '../../runtime/index.ts'
import type { Operations } from './operations/projections.ts'
import type { Credentials } from './people/credentials.ts'
import type { LogInFailures } from './people/log-in-failures.ts'
import type { LogIns } from './people/log-ins.ts'
import type { Passwords } from './people/passwords.ts'
import type { PlaceOf } from './places/found.ts'
import type { Playing } from './play/playing.ts'
import type { TaxRates } from './tax/rates.ts'
import type { Views } from './views.ts'

export type People = Readonly<{
  passwords: Passwords
  credentials: Credentials
  failures: LogInFailures
  logIns: LogIns
}>

export type Settings = Readonly<{
  /** lets the installer register operators and simulated people */
  setupSecret: string
  /** bytes of a film's source */
  uploadLimit: number
  /** ms of a playback token; 0: the film plus an hour */
  playbackTokenLife: number
  /** ms in which a film that was never played may be given back */
  refundWithin: number
  /** ms after a paid period in which a subscription plays on while the next payment is tried */
  subscriptionGrace: number
  /** of a price without tax, in hundredths of a percent */
  sellerShare: number
  /** minor units of each currency: less is not paid out */
  payoutMinimum: bigint
  /** origin that people's browsers see */
  publicUrl: string
  /** playbacks at once: of a viewer, and of these by one rental */
  streams: Readonly<{ atOnce: number; perRental: number }>
  payments: Readonly<{ provider: 'sandbox' | 'stripe'; webhookSecret: string }>
  /** ms that a request waits for its command's outcome */
  waitMs?: number
  /** header in which the network before us says from which country a request comes; empty: nobody is looked up */
  countryHeader?: string
  /** play events per second and playback; 0: no bound */
  eventRate?: number
}>

export type CommandApi = Readonly<{
  commands: Commands
  facts: Facts
  views: Views
  taxRates: TaxRates
  placeOf: PlaceOf
  playing: Playing
  circuit: Circuit
  people: People
  sealing: Sealing
  operations: Operations
  keepUnmatched: KeepUnmatched
  objects: ObjectStore
  auth: Auth
  logger: Logger
  settings: Settings
}>
