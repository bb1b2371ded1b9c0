// `npm run proof:commerce`: purchases under trouble, one line of JSON at the end; non-zero when a number differs.
import { parseArgs } from 'node:util'
import { failings } from './failings.ts'
import { proveCommerce } from './proof.ts'

const { values } = parseArgs({
  options: { orders: { type: 'string' }, json: { type: 'boolean' }, control: { type: 'boolean' } },
})
const orders = Number(values.orders ?? 10_000)
if (!Number.isInteger(orders) || orders < 20) {
  console.error('--orders is a number of purchases, 20 at least')
  process.exit(2)
}
const say = (line: string) => {
  if (!values.json) console.error(line)
}
const result = await proveCommerce({ orders, control: values.control ?? false }, say)
console.log(JSON.stringify(result))
const failed = failings(result)
for (const line of failed) console.error(`FAILED ${line}`)
process.exitCode = failed.length ? 1 : 0
