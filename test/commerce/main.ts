// `npm run proof:commerce`: purchases under trouble, one line of JSON at the end; non-zero when a number differs.
import { parseArgs } from 'node:util'
import { failings } from './failings.ts'
import { proveCommerce } from './proof.ts'
import type { ProviderName } from './providers.ts'

/** Purchases; localstripe goes through all that it has at each request. */
const usual: Readonly<Record<ProviderName, number>> = { sandbox: 10_000, stripe: 200 }

const { values } = parseArgs({
  options: {
    ...{ orders: { type: 'string' }, provider: { type: 'string' } },
    ...{ json: { type: 'boolean' }, control: { type: 'boolean' } },
  },
})
const by = Object.keys(usual).find((name): name is ProviderName => name === (values.provider ?? 'sandbox'))
if (!by || (values.control && by !== 'sandbox')) {
  console.error('--provider is sandbox or stripe; --control goes with the sandbox')
  process.exit(2)
}
const orders = Number(values.orders ?? usual[by])
if (!Number.isInteger(orders) || orders < 20) {
  console.error('--orders is a number of purchases, 20 at least')
  process.exit(2)
}
const say = (line: string) => {
  if (!values.json) console.error(line)
}
const result = await proveCommerce({ orders, control: values.control ?? false, by }, say)
console.log(JSON.stringify(result))
const failed = failings(result)
for (const line of failed) console.error(`FAILED ${line}`)
process.exitCode = failed.length ? 1 : 0
