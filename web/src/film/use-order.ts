// Follows an order until it is settled.
import { useCallback, useEffect, useState } from 'react'
import { type Order, order as readOrder } from '../api/commerce.ts'
import { isAbort } from '../api/problem.ts'
import { pause } from '../api/retry.ts'
import { invalidate } from '../data/resource.ts'

const settled = new Set<Order['status']>(['paid', 'failed', 'expired', 'refunded'])
const isSettled = ({ status, refund }: Order): boolean => settled.has(status) && refund !== 'requested'

/** Soon at first, since most payments take a second; less often later. */
const waitBefore = (reading: number): number => Math.min(300 * 1.3 ** reading, 3_000)

export type OrderView = Readonly<{ order?: Order; error?: unknown; slow: boolean }>
/** `follow`: something was asked of it; it is read again until that is settled. */
export type Followed = OrderView & Readonly<{ follow: () => void }>

const slowAfter = 8

/** The order as last read; reading stops when it is settled. `error` stands while it cannot be read. */
export const useOrder = (orderId: string): Followed => {
  const [view, setView] = useState<OrderView>({ slow: false })
  const [times, setTimes] = useState(0)
  const follow = useCallback(() => setTimes((before) => before + 1), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `times` begins it anew
  useEffect(() => {
    const stop = new AbortController()
    const watch = async (reading: number): Promise<void> => {
      const slow = reading >= slowAfter
      const read = await readOrder(orderId, stop.signal).catch((error: unknown) => {
        if (!isAbort(error)) setView((before) => ({ ...before, error, slow }))
        return undefined
      })
      if (stop.signal.aborted) return
      if (read) setView({ order: read, slow })
      if (read && isSettled(read)) return invalidate('library', 'orders', 'recommendations')
      await pause(waitBefore(reading), stop.signal)
      return watch(reading + 1)
    }
    watch(0).catch(() => {})
    return () => stop.abort()
  }, [orderId, times])
  return { ...view, follow }
}
