// The sandbox payment provider as a process of its own, reached by HTTP only; its file lies in the data folder.
import { fileURLToPath } from 'node:url'
import { type Child, healthy, startChild } from './child.ts'

export type SandboxOptions = Readonly<{
  /** Its SQLite file. */
  file: string
  logFile: string
  host: string
  port: number
  key: string
  webhookSecret: string
  /** Where its webhooks go. */
  webhookUrl: string
}>

const program = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url))

export const startSandbox = async (options: SandboxOptions): Promise<Child> => {
  const { file, logFile, host, port, key, webhookSecret, webhookUrl } = options
  const child = startChild({
    name: 'sandbox',
    command: process.execPath,
    args: [program],
    env: {
      MATINEE_SANDBOX_HOST: host,
      MATINEE_SANDBOX_PORT: String(port),
      MATINEE_SANDBOX_FILE: file,
      MATINEE_SANDBOX_WEBHOOK_URL: webhookUrl,
      MATINEE_PAYMENTS_KEY: key,
      MATINEE_PAYMENTS_WEBHOOK_SECRET: webhookSecret,
    },
    logFile,
  })
  // Any answer will do: without its key it is a refusal.
  const answers = (): Promise<boolean> =>
    fetch(`http://${host}:${port}/`, { signal: AbortSignal.timeout(2_000) }).then(() => true)
  await healthy(child, 30, answers)
  return child
}
