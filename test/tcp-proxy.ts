// A TCP proxy of ours before one server: passes bytes on, refuses connections, goes silent, or hands each connection over.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/**
 * `refuse`: nobody listens and what was open is cut; `silent`: what was open is cut, new ones are taken and never answered;
 * `stalled`: as `silent`, and what was open stays open without a word more, until the mode changes again.
 */
export type Mode = 'pass' | 'refuse' | 'silent' | 'stalled'

/** Wires the two sides of a new connection; the usual one pipes them. */
export type Wire = (client: Socket, server: Socket) => void

export type TcpProxy = Readonly<{
  port: number
  /** connections open at this moment */
  open(): number
  /** connections that were cut with the mode's change */
  set(mode: Mode): Promise<number>
  close(): Promise<void>
}>

const pipe: Wire = (client, server) => {
  client.pipe(server)
  server.pipe(client)
}

/** Listens on the loopback; `port` 0 takes a free one. */
export const tcpProxy = async (
  target: Readonly<{ host: string; port: number }>,
  { port = 0, wire = pipe }: { port?: number; wire?: Wire } = {},
): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  let mode: Mode = 'pass'
  let listening: Server
  const track = (socket: Socket, other: () => Socket | undefined) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      other()?.destroy()
    })
  }
  const take = (client: Socket) => {
    let server: Socket | undefined
    track(client, () => server)
    if (mode === 'silent' || mode === 'stalled') return client.resume()
    server = connect(target)
    track(server, () => client)
    wire(client, server)
  }
  const listen = async (at: number) => {
    listening = createServer(take).listen(at, '127.0.0.1')
    await once(listening, 'listening')
    return (listening.address() as AddressInfo).port
  }
  const cut = () => {
    const count = sockets.size
    for (const socket of sockets) socket.destroy()
    return count
  }
  const stall = () => {
    for (const socket of sockets) socket.unpipe().pause()
    return 0
  }
  const unlisten = async () => {
    if (!listening.listening) return
    const closed = once(listening, 'close')
    listening.close()
    const count = cut()
    await closed
    return count
  }
  const own = await listen(port)

  return {
    port: own,
    open: () => sockets.size,
    set: async (next) => {
      const before = mode
      mode = next
      if (next === 'refuse') return (await unlisten()) ?? 0
      const count = next === 'stalled' ? stall() : next === 'silent' || before === 'stalled' ? cut() : 0
      if (!listening.listening) await listen(own)
      return count
    },
    close: async () => {
      await unlisten()
    },
  }
}
