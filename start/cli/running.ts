// The running system that a command is about: that of a data folder, or one named in the environment.
import { BadArguments, defaultData, fromCaller } from '../options.ts'
import { runningEnvironment } from '../servers/environment.ts'

/** Environment names and values (platform/config.ts); MATINEE_PUBLIC_URL when the web is known. */
export const running = (data: string | undefined, external: boolean): Record<string, string> => {
  const given = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('MATINEE_')),
  )
  if (external) return given
  const folder = data ? fromCaller(data) : defaultData
  const env = runningEnvironment(folder)
  if (!env)
    throw new BadArguments(
      `nothing has run on ${folder}: npm start first, or name its folder with --data DIR, or use --external`,
    )
  return { ...env, ...given }
}
