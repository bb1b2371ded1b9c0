// The Matinee that the browser visits: the one that the environment names, or all rooms on the tests' servers.

export type Matinee = Readonly<{
  url: string
  setupSecret: string
  /** of the rooms; undefined when they are not ours */
  env?: Readonly<Record<string, string>>
  stop(): Promise<void>
}>

/** Shorter than the film of the tests, so that playing goes on with renewed tokens. */
const tokenSeconds = 20

/** MATINEE_TEST_URL with MATINEE_TEST_SETUP_SECRET, or an installation of its own (test/app.ts). */
export const openMatinee = async (): Promise<Matinee> => {
  const { MATINEE_TEST_URL: url, MATINEE_TEST_SETUP_SECRET: setupSecret = '' } = process.env
  if (url) return { url, setupSecret, stop: async () => {} }
  const { manyStreams, runningApp } = await import('../app.ts')
  return runningApp({ name: 'web', env: { MATINEE_PLAYBACK_TOKEN_SECONDS: String(tokenSeconds), ...manyStreams } })
}
