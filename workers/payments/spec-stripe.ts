// For specs: Stripe as localstripe plays it. The worker reaches it by way of Toxiproxy and the test's translating proxy.
import { join } from 'node:path'
import Stripe from 'stripe'
import { freePort } from '../../test/app.ts'
import { startToxiproxy, withoutToxiproxy } from '../../test/chaos/toxiproxy.ts'
import { withoutLocalstripe } from '../../test/stripe/localstripe.ts'
import { apiKey, startStripePeer } from '../../test/stripe/peer.ts'
import type { ProviderPlace } from './spec-sandbox.ts'
import { stripePayments } from './stripe.ts'
import { stripeBilling } from './stripe-billing.ts'

export const withoutStripePeer = (): string | undefined => withoutLocalstripe() ?? withoutToxiproxy()

/** `provider` goes past Toxiproxy: what is counted is counted in any weather. */
export const openStripe = async (place: ProviderPlace & Readonly<{ connect?: string }>) => {
  const { folder, webhookUrl, webhookSecret } = place
  const [peer, toxiproxy] = [
    await startStripePeer(place),
    await startToxiproxy(await freePort(), join(folder, 'toxiproxy.log')),
  ]
  const port = await freePort()
  await toxiproxy.add('stripe', port, peer.port)
  const cards = {
    good: await peer.card('4242424242424242'),
    declined: await peer.card('4000000000000341'),
    authenticated: await peer.card('4000002760003184'),
  }
  const signer = new Stripe(apiKey)

  return {
    provider: stripePayments({ apiKey, url: peer.url }),
    billing: stripeBilling({ apiKey, url: peer.url }),
    env: {
      MATINEE_PAYMENTS: 'stripe',
      MATINEE_PAYMENTS_URL: `http://127.0.0.1:${port}`,
      MATINEE_PAYMENTS_KEY: apiKey,
      MATINEE_PAYMENTS_WEBHOOK_SECRET: webhookSecret,
    },
    peer,
    toxiproxy,
    cards,
    /** The header of Stripe's own SDK. */
    signed: (payload: string, by: Readonly<{ secret?: string; timestamp?: number }> = {}): string =>
      signer.webhooks.generateTestHeaderString({ payload, secret: webhookSecret, ...by }),
    /** Resolves to what our route answers. */
    post: async (payload: string, signature: string): Promise<number> => {
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
      return (await fetch(webhookUrl, { method: 'POST', headers, body: payload })).status
    },
    stop: async (): Promise<void> => {
      await peer.stop()
      await toxiproxy.child.stop()
    },
  }
}
