import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/**
 * Stands between a client and an API server, so that a test can take the way away without touching the server: cut every
 * connection, refuse new ones, or let them hang. It passes bytes on and sees no plain text.
 */
export class CuttableProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #mode: 'open' | 'closed' | 'hanging' = 'open';

  private constructor(target: URL) {
    this.#server = createServer(client => {
      this.#track(client);
      if (this.#mode === 'closed') {
        client.destroy();
        return;
      }
      const upstream = connect(Number(target.port), target.hostname);
      this.#track(upstream);
      this.#join(client, upstream);
      this.#join(upstream, client);
    });
  }

  static async open(server: string): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(new URL(server));
    await new Promise<void>(resolve => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  /** The address to use instead of the server's. */
  get server(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `https://127.0.0.1:${port}`;
  }

  /** All connections break, and new ones too until {@link CuttableProxy.restore}. */
  cut(): void {
    this.#mode = 'closed';
    this.#sockets.forEach(socket => socket.destroy());
  }

  /** Nothing comes through any more, and nobody says so. */
  hang(): void {
    this.#mode = 'hanging';
    this.#sockets.forEach(socket => socket.pause());
  }

  restore(): void {
    this.#mode = 'open';
    this.#sockets.forEach(socket => socket.resume());
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  #join(from: Socket, to: Socket): void {
    from.on('data', bytes => to.write(bytes));
    from.on('close', () => to.destroy());
    if (this.#mode === 'hanging') {
      from.pause();
    }
  }
}
