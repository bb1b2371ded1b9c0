// One set-up at a time in this checkout; a second one waits and then finds the work done.
import fs from 'node:fs'
import path from 'node:path'
import { own } from './places.mjs'
import { isStopping, Stop } from './run.mjs'
import { say } from './say.mjs'

const file = path.join(own, 'setup.lock')

const alive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

const holder = () => {
  try {
    return Number(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const claim = () => {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw new Stop(
      `the checkout cannot be written (${error.code}): make it yours with  sudo chown -R "$(id -un)" .  or clone it elsewhere`,
    )
  }
}

export const unlock = () => {
  if (holder() === process.pid) fs.rmSync(file, { force: true })
}

/** Resolves when this process has the lock; gives up after half an hour. */
export const lock = async () => {
  try {
    fs.mkdirSync(own, { recursive: true })
  } catch (error) {
    throw new Stop(
      `${own} cannot be made (${error.code}): make the checkout yours with  sudo chown -R "$(id -un)" .  or clone it elsewhere`,
    )
  }
  let said = false
  for (const until = Date.now() + 30 * 60_000; Date.now() < until; ) {
    if (isStopping()) throw new Stop('stopped')
    if (claim()) return
    const pid = holder()
    if (pid && !alive(pid)) fs.rmSync(file, { force: true })
    else if (!said) {
      say(`another set-up runs in this checkout (process ${pid}): waiting for it; Ctrl-C to leave it alone`)
      said = true
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  throw new Stop(`another set-up has run for half an hour: end process ${holder()}, or remove ${file}`)
}
