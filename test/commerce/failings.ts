// What a run of purchases must show.
import type { CommerceResult } from './proof.ts'

export const failings = ({
  purchases,
  charges,
  entitlements,
  invoices,
  ledgerSum,
  ...of
}: CommerceResult): string[] => [
  ...(charges === purchases ? [] : [`${charges} charges for ${purchases} purchases`]),
  ...(entitlements === purchases ? [] : [`${entitlements} entitlements for ${purchases} purchases`]),
  ...(invoices === purchases ? [] : [`${invoices} invoices for ${purchases} purchases`]),
  ...(purchases + of.failed === of.orders ? [] : [`${of.orders} orders, ${purchases} bought, ${of.failed} failed`]),
  ...Object.entries(ledgerSum).flatMap(([currency, sum]) =>
    sum === 0 ? [] : [`the ledger is ${sum} ${currency} off`],
  ),
  ...Object.entries(of.faults).flatMap(([kind, count]) => (count > 0 ? [] : [`no purchase met ${kind}`])),
]
