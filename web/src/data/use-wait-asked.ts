// True for as long as a refusal asks to wait before the next try (Retry-After).
import { useEffect, useState } from 'react'
import { ApiError } from '../api/problem.ts'

export const useWaitAsked = (error: unknown): boolean => {
  const [over, setOver] = useState<unknown>(undefined)
  const seconds = error instanceof ApiError ? error.retryAfter : undefined
  useEffect(() => {
    if (seconds === undefined) return
    const timer = setTimeout(() => setOver(error), seconds * 1_000)
    return () => clearTimeout(timer)
  }, [error, seconds])
  return seconds !== undefined && over !== error
}
