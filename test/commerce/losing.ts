// A proxy before the provider that loses answers: the request took effect, nobody hears of it.
import { type TcpProxy, tcpProxy, type Wire } from '../tcp-proxy.ts'

export type Losing = TcpProxy & Readonly<{ lost(): number; lose(share: number): void }>

/** `lose`: of all answers from now on. The connection is cut with each. */
export const losingProxy = async (target: Readonly<{ host: string; port: number }>): Promise<Losing> => {
  let share = 0
  let lost = 0
  const wire: Wire = (client, server) => {
    client.pipe(server)
    server.on('data', (bytes) => {
      if (Math.random() >= share) return void client.write(bytes)
      lost++
      client.destroy()
      server.destroy()
    })
    server.on('end', () => client.end())
  }
  const proxy = await tcpProxy(target, { wire })
  return {
    ...proxy,
    lost: () => lost,
    lose: (next) => {
      share = next
    },
  }
}
