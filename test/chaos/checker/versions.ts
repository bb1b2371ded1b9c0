// P9: every event can be read by every version of its schema that the registry has.
import type { Schema } from './avro.ts'
import { fits } from './fits.ts'
import type { Entry } from './world.ts'

const get = async <T>(url: string): Promise<T> => {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`the registry answers ${answer.status} to ${url}`)
  return (await answer.json()) as T
}

/** `catalogue-matinee.catalogue.FilmDrafted`: by topic and full name. */
const subjectEnd = ({ headers }: Entry) => `.${headers.type}`

export const unreadableOf = async (registry: string, entries: readonly Entry[]): Promise<readonly string[]> => {
  const subjects = await get<readonly string[]>(`${registry}/subjects`)
  const versions = new Map<string, readonly { version: number; schema: Schema }[]>()
  const versionsOf = async (entry: Entry) => {
    const name = `${entry.topic} ${entry.headers.type}`
    const known = versions.get(name)
    if (known) return known
    const subject = subjects.find((one) => one.startsWith(`${entry.topic}-`) && one.endsWith(subjectEnd(entry)))
    if (subject === undefined) throw new Error(`the registry has no subject for ${name}`)
    const at = `${registry}/subjects/${encodeURIComponent(subject)}/versions`
    const numbers = await get<readonly number[]>(at)
    const all = await Promise.all(
      numbers.map(async (version) => {
        const { schema } = await get<{ schema: string }>(`${at}/${version}`)
        return { version, schema: JSON.parse(schema) as Schema }
      }),
    )
    versions.set(name, all)
    return all
  }
  const unreadable: string[] = []
  for (const entry of entries)
    for (const { version, schema } of await versionsOf(entry))
      if (!fits(schema, entry.fields))
        unreadable.push(
          `${entry.topic}/${entry.partition}@${entry.offset}: version ${version} of ${entry.headers.type} cannot read it`,
        )
  return unreadable
}
