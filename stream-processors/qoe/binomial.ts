// The one-sided binomial test, exact.

const logFactorials: number[] = [0]

const logFactorial = (n: number): number => {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push((logFactorials[i - 1] ?? 0) + Math.log(i))
  return logFactorials[n] ?? 0
}

/**
 * P(X ≥ k) for X ~ Binomial(n, p): how likely it is to see at least k failures in n plays when each fails with
 * probability p. Summed in logarithms from the far tail inwards, so small values keep their digits.
 */
export const binomialTail = (k: number, n: number, p: number): number => {
  if (k <= 0 || p >= 1) return 1
  if (k > n || p <= 0) return 0
  const term = (i: number) =>
    Math.exp(logFactorial(n) - logFactorial(i) - logFactorial(n - i) + i * Math.log(p) + (n - i) * Math.log1p(-p))
  let sum = 0
  for (let i = n; i >= k; i--) sum += term(i)
  return Math.min(1, sum)
}
