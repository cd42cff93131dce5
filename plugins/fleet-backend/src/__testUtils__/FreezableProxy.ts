import { once } from 'node:events';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/**
 * Passes bytes to a server until it is frozen: then it takes connections and never answers, as a machine does that
 * hangs. So a test may take a cluster away without touching it.
 */
export class FreezableProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #frozen = false;

  static async to(target: string): Promise<FreezableProxy> {
    const { hostname, port } = new URL(target);
    const proxy = new FreezableProxy(hostname, Number(port));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(host: string, port: number) {
    this.#server = createServer(client => {
      this.#keep(client);
      if (this.#frozen) {
        return;
      }
      const upstream = this.#keep(connect(port, host));
      this.#pass(client, upstream);
      this.#pass(upstream, client);
    });
  }

  get address(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `https://127.0.0.1:${port}`;
  }

  freeze(): void {
    this.#frozen = true;
  }

  /** What hung is cut off; new connections pass. */
  thaw(): void {
    this.#frozen = false;
    this.#sockets.forEach(socket => socket.destroy());
  }

  close(): void {
    this.#server.close();
    this.#sockets.forEach(socket => socket.destroy());
  }

  #pass(from: Socket, to: Socket) {
    from.on('data', chunk => this.#frozen || to.write(chunk));
    from.on('close', () => this.#frozen || to.destroy());
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  }
}
