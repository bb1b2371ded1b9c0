// The look's colours against each other: WCAG 2.2 asks 4.5 for words (AA) and 3 for the edges of controls.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const colour = (name: string): string => {
  const found = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)?.[1]
  assert.ok(found, `tokens.css has no colour --${name}`)
  return found
}

const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG's contrast ratio, 1 to 21. */
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

test('the ratio is the one that WCAG means', () => {
  assert.equal(contrast('#ffffff', '#000000'), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
})

const grounds = ['room', 'seat', 'velvet']
const words = ['screen', 'words', 'whisper', 'lamp', 'lamp-bright', 'good', 'bad']
const pairs = [
  ...grounds.flatMap((ground) => words.map((word) => [word, ground, 4.5] as const)),
  ...grounds.map((ground) => ['edge', ground, 3] as const),
  ['lamp-ink', 'lamp', 4.5] as const,
  ['lamp-ink', 'lamp-bright', 4.5] as const,
  ['words', 'bad-seat', 4.5] as const,
  ['bad', 'bad-seat', 4.5] as const,
  ['words', 'good-seat', 4.5] as const,
]

for (const [word, ground, least] of pairs)
  test(`${word} can be read on ${ground}`, () => {
    const ratio = contrast(colour(word), colour(ground))
    assert.ok(ratio >= least, `${ratio.toFixed(2)} is below ${least}`)
  })
