// Says that the circuit is open, again and again while it is: who takes orders is in another process.
import { sayEvery } from '../../platform/payments-circuit.ts'
import type { Breaker } from './breaker.ts'

/** `say` is called at once by `now`, and every second while nobody gets through. */
export const whileShut = (
  breaker: Pick<Breaker, 'isShut' | 'opensAt'>,
  now: () => number,
  say: (until: number) => void,
) => {
  const told = () => {
    if (breaker.isShut(now())) say(breaker.opensAt())
  }
  const timer = setInterval(told, sayEvery).unref()
  return { now: told, stop: () => clearInterval(timer) }
}
