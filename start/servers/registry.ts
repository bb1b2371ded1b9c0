// Apicurio Registry speaking Confluent's protocol, stored in a Postgres database of its own (its ids stand in the log).
import { type Child, healthy, startChild } from './child.ts'
import { java, registryApp, registryJar } from './places.ts'

export type RegistryOptions = Readonly<{
  logFile: string
  host: string
  port: number
  postgres: Readonly<{ host: string; port: number; database: string; user: string; password: string }>
}>

export const registryUrl = (host: string, port: number): string => `http://${host}:${port}/apis/ccompat/v7`

export const startRegistry = async ({ logFile, host, port, postgres }: RegistryOptions): Promise<Child> => {
  const child = startChild({
    name: 'registry',
    command: java(),
    args: ['-Xmx192m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xss512k', '-jar', registryJar],
    cwd: registryApp,
    // By the environment: a command line is there for every user of the machine to read.
    env: {
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'postgresql',
      APICURIO_DATASOURCE_URL: `jdbc:postgresql://${postgres.host}:${postgres.port}/${postgres.database}`,
      APICURIO_DATASOURCE_USERNAME: postgres.user,
      APICURIO_DATASOURCE_PASSWORD: postgres.password,
      QUARKUS_HTTP_HOST: host,
      QUARKUS_HTTP_PORT: String(port),
      QUARKUS_LOG_LEVEL: 'WARN',
    },
    logFile,
  })
  await healthy(child, 90, async () => {
    const answer = await fetch(`${registryUrl(host, port)}/subjects`, { signal: AbortSignal.timeout(5_000) })
    return answer.ok
  })
  return child
}
