import { AddressInfo, createServer, Server, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** One call as it arrived whole, and the ways to answer it. */
export interface Arrived {
  method: string;
  path: string;
  /** 1 for the first call on its connection, 2 for the next one on the same. */
  nth: number;
  /** Sends bytes as they are. */
  send(bytes: string | Buffer): void;
  /** Sends a good answer and keeps the connection. */
  answer(body?: string): void;
  /** RST: what was sent before may be lost. */
  reset(): void;
  /** FIN. */
  end(): void;
}

/**
 * A TLS server that may do anything with a call: it speaks HTTP only as far as a test tells it to. It counts what really
 * arrived, which the client's side cannot know.
 */
export class HostileServer {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Every call that arrived whole, `GET /a`, in order. */
  readonly seen: string[] = [];
  connections = 0;
  /** What it does with a call. */
  behave: (call: Arrived) => void = call => call.answer();

  private constructor(identity: { cert: string; key: string }) {
    this.#server = createServer(raw => {
      this.connections += 1;
      this.#open.add(raw);
      raw.on('close', () => this.#open.delete(raw));
      raw.on('error', () => {});
      this.#listen(raw, new TLSSocket(raw, { isServer: true, ...identity }));
    });
  }

  static async open(identity: {
    cert: string;
    key: string;
  }): Promise<HostileServer> {
    const server = new HostileServer(identity);
    await new Promise<void>(resolve => {
      server.#server.listen(0, '127.0.0.1', resolve);
    });
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `https://127.0.0.1:${port}`;
  }

  /** Connections that stand now. */
  get open(): number {
    return this.#open.size;
  }

  /** Resets every connection that stands, as a killed server does. */
  resetAll(): void {
    this.#open.forEach(raw => raw.resetAndDestroy());
  }

  close(): void {
    this.#open.forEach(raw => raw.destroy());
    this.#server.close();
  }

  #listen(raw: Socket, socket: TLSSocket): void {
    let pending = '';
    let nth = 0;
    socket.on('error', () => {});
    socket.on('data', bytes => {
      pending += bytes.toString('latin1');
      for (;;) {
        const [head] = pending.split('\r\n\r\n', 1);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        const size = head.length + 4 + length;
        if (pending.length < size) {
          return;
        }
        pending = pending.slice(size);
        const [method, path] = head.split(' ');
        this.seen.push(`${method} ${path}`);
        nth += 1;
        this.behave({
          method,
          path,
          nth,
          send: it => void socket.write(it),
          answer: (body = '{}') =>
            void socket.write(
              `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
            ),
          reset: () => raw.resetAndDestroy(),
          end: () => socket.end(),
        });
      }
    });
  }
}
