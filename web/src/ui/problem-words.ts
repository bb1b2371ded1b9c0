// An error in words for a person.
import { ApiError } from '../api/problem.ts'
import type { Strings } from '../strings/languages.ts'

/** Our words for the stable type; for an input that does not fit, what the server says about it too. */
export const wordsFor = (error: unknown, { problems }: Strings): string => {
  if (!(error instanceof ApiError)) return problems.fallback
  const words = problems.byType[error.type]
  if (!words) return error.detail || problems.fallback
  return error.type === 'invalid-request' && error.detail ? problems.withDetail(words, error.detail) : words
}
