// Runs a command for a component: busy, refused in words, and with the same key while its outcome is unknown.
import { useCallback, useRef, useState } from 'react'
import { isAbort, isUnsettled } from '../api/problem.ts'
import { randomId } from '../api/random-id.ts'

type Run<A extends readonly unknown[], T> = (key: string, ...wish: A) => Promise<T>

export type Command<A extends readonly unknown[], T> = Readonly<{
  busy: boolean
  error: unknown
  done: T | undefined
  /** resolves to the outcome, or to undefined when it was refused (then `error` says why) */
  run: (...wish: A) => Promise<T | undefined>
  clear: () => void
}>

/** A wish that is repeated after a failed connection keeps its key, so it is done once; a changed wish gets a new one. */
export const useCommand = <A extends readonly unknown[], T>(work: Run<A, T>): Command<A, T> => {
  const [state, setState] = useState<Readonly<{ busy: boolean; error?: unknown; done?: T }>>({ busy: false })
  const open = useRef<{ key: string; wish: string } | undefined>(undefined)
  const latest = useRef(work)
  latest.current = work

  const run = useCallback(async (...wish: A): Promise<T | undefined> => {
    const text = JSON.stringify(wish)
    const key = open.current?.wish === text ? open.current.key : randomId()
    open.current = { key, wish: text }
    setState({ busy: true })
    try {
      const done = await latest.current(key, ...wish)
      open.current = undefined
      setState({ busy: false, done })
      return done
    } catch (error) {
      if (!isUnsettled(error)) open.current = undefined
      setState(isAbort(error) ? { busy: false } : { busy: false, error })
      return undefined
    }
  }, [])

  const clear = useCallback(() => setState({ busy: false }), [])
  return { busy: state.busy, error: state.error, done: state.done, run, clear }
}
