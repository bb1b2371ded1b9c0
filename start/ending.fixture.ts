// A program that ends as ours do; says each step. For ending.int.spec.ts.
import { endWith } from './ending.ts'

const slow = process.argv.includes('--slow')
endWith(
  () =>
    new Promise((resolve) => {
      console.log('stopping')
      setTimeout(resolve, slow ? 60_000 : 50)
    }),
  console.log,
  Number(process.env.WITHIN_MS ?? 25_000),
)
setInterval(() => undefined, 1_000)
console.log('up')
