// `npm run reset`: empties the data folder. What set-up fetched stays.
import fs from 'node:fs'
import path from 'node:path'
import { own } from './places.mjs'
import { Stop } from './run.mjs'

const alive = ({ pid, started }) => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] === started
  } catch {
    return false
  }
}

const readJson = (file) => {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Refuses a folder that is in use, or that is not ours. npm runs us in the checkout; INIT_CWD is where it was called. */
export const reset = (asked) => {
  const folder = asked ? path.resolve(process.env.INIT_CWD ?? '.', asked) : path.join(own, 'data')
  if (!fs.existsSync(folder)) return `${folder} is empty already`
  const holder = readJson(path.join(folder, 'lock'))
  if (holder && alive(holder))
    throw new Stop(
      `Matinee runs on ${folder} (process ${holder.pid}): stop it first (Ctrl-C there, or kill ${holder.pid})`,
    )
  const ours = readJson(path.join(folder, 'matinee.json'))?.product === 'matinee'
  if (!ours && fs.readdirSync(folder).length > 0)
    throw new Stop(`${folder} is no data folder of ours (it has no matinee.json): nothing was removed`)
  fs.rmSync(folder, { recursive: true, force: true })
  return `${folder} was emptied: films, people, orders, log and all; the next npm start begins anew`
}
