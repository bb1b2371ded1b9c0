// `--external`: servers that already run, from the environment; all that is missing or wrong is said at once.
import { allOf, httpConfig, paymentsConfig, readConfig, serversConfig } from '../platform/config.ts'

/** Every MATINEE_ setting of the environment, checked; throws one Error that lists the faults. */
export const readEnvironment = (env: NodeJS.ProcessEnv = process.env): Record<string, string> => {
  // The web's own address is an option of npm start.
  const checked = { MATINEE_PUBLIC_URL: 'http://localhost', ...env }
  readConfig(allOf(allOf(serversConfig, httpConfig), paymentsConfig), checked)
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[0].startsWith('MATINEE_') && Boolean(entry[1]),
    ),
  )
}
