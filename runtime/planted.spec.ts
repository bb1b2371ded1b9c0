// The switch of planted bugs: off, and out of reach of everything but tests.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { test } from 'node:test'
import { isPlanted, plant } from './planted.ts'

const house = fs.globSync('**/*.{ts,mjs,tsx}', { exclude: ['node_modules/**', '.matinee/**', 'web/dist/**'] })
const mentions = (file: string, text: RegExp) => text.test(fs.readFileSync(file, 'utf8'))

test('nothing is planted until a test plants it, in its own process', () => {
  assert.equal(isPlanted('no-fence'), false)
  plant('no-fence')
  assert.equal(isPlanted('no-fence'), true)
  assert.equal(isPlanted('dual-write'), false)
  plant(undefined)
  assert.equal(isPlanted('no-fence'), false)
})

test('no environment variable, argument or configuration reaches it', () => {
  assert.equal(mentions('runtime/planted.ts', /^import|process\.(env|argv)|globalThis/m), false)
})

test('nobody plants one but this spec and the simulation', () => {
  const planters = house.filter((file) => mentions(file, /\bplant\b[^\n]*planted\.ts|\bplant\(/))
  assert.deepEqual(planters.sort(), ['runtime/planted.spec.ts', 'test/simulation/run.ts'])
})

test('every bug of the list stands at a place in the product, and in the bank', () => {
  const names = [...fs.readFileSync('runtime/planted.ts', 'utf8').matchAll(/^ {2}\| '([\w-]+)'/gm)].map(
    ([, name]) => name,
  )
  const product = house.filter((file) => file.startsWith('runtime/') && !/spec|planted\.ts/.test(file))
  const bank = fs.readFileSync('test/simulation/bank.ts', 'utf8')
  assert.ok(names.length >= 8)
  for (const name of names) {
    assert.ok(
      product.some((file) => mentions(file, new RegExp(`isPlanted\\('${name}'\\)`))),
      `${name} has no place`,
    )
    assert.ok(bank.includes(`'${name}'`), `${name} is not in the bank`)
  }
})
