// What follows a start with the demo: its people, its films, and the first time an audience that makes the charts true.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { own } from '../servers/places.ts'
import { simulate } from '../simulate/simulate.ts'
import { draw } from './draw.ts'
import { demoFilms } from './films.ts'
import { loadCatalogue } from './load.ts'
import { type DemoPeople, ensureDemoPeople, loggedIn } from './people.ts'

export type Afterwards = Readonly<{
  url: string
  env: Readonly<Record<string, string>>
  dataDir: string
  say(text: string): void
}>

const audience = { viewers: 200, seed: 1, seconds: 60 }

export const demoAfterwards = async ({ url, env, dataDir, say }: Afterwards): Promise<void> => {
  const setupSecret = env.MATINEE_SETUP_SECRET ?? ''
  const people = await ensureDemoPeople(url, dataDir, setupSecret)
  const api = await loggedIn(url, people.seller)
  const titles = await loadCatalogue(demoFilms, { api, cacheDir: join(own, 'cache', 'films'), ffmpeg: draw, say })
  introduce(url, people, say)

  const marker = join(dataDir, 'demo-audience.json')
  if (!existsSync(marker)) {
    say(`${audience.viewers} simulated viewers watch for a minute; everything they do is marked as simulated`)
    const tally = await simulate({ url, setupSecret, ...audience, say })
    writeFileSync(marker, `${JSON.stringify({ ...audience, ...tally })}\n`)
  }
  say(`these films play: ${titles.map((title) => `"${title}"`).join(', ')}`)
}

const introduce = (url: string, people: DemoPeople, say: (text: string) => void): void => {
  say(`  store         ${url}/`)
  say(`  API           ${url}/docs  ${url}/openapi.json`)
  say(`  operation     ${url}/readyz  ${url}/metrics`)
  for (const [role, { login, password }] of Object.entries(people)) say(`  ${role.padEnd(13)} ${login}  ${password}`)
}
