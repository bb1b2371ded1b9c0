// What kind of device a browser says that it runs on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceOf } from './seat.ts'

const agents = {
  computer: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
  phone: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36',
  tablet: 'Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  tv: 'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 WebAppManager',
}

test('devices are told apart', () => {
  for (const [device, agent] of Object.entries(agents)) assert.equal(deviceOf(agent, device !== 'computer'), device)
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15'
  assert.deepEqual([deviceOf(mac, true), deviceOf(mac, false)], ['tablet', 'computer'])
})
