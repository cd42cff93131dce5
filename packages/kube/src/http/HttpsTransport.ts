import { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, AgentOptions, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { ClusterConnection } from '../connection/ClusterConnection';
import { EgressGuard, hostOf, parseHttps } from '../connection/EgressGuard';
import { Deadline } from './Deadline';
import { KubeRequest, KubeResponse, KubeStream, Transport } from './Transport';

/** More than any answer Flytower asks for; a server that sends more is not believed. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Calls to one cluster at a time; more wait their turn. Streams stand beside them. */
const MAX_CALLS = 32;

/**
 * HTTPS to one API server by Node's own client: it verifies TLS, resolves names through the egress guard, follows no
 * redirect and knows no proxy. A connection is used again, so the guard's answer holds as long as the connection does.
 */
export class HttpsTransport implements Transport {
  readonly #base: URL;
  readonly #calls: Agent;
  readonly #streams: Agent;
  readonly #guard: EgressGuard;
  readonly #headers: OutgoingHttpHeaders;

  private constructor(options: {
    base: URL;
    calls: Agent;
    streams: Agent;
    guard: EgressGuard;
    headers: OutgoingHttpHeaders;
  }) {
    this.#base = options.base;
    this.#calls = options.calls;
    this.#streams = options.streams;
    this.#guard = options.guard;
    this.#headers = options.headers;
  }

  static create(options: {
    connection: ClusterConnection;
    guard: EgressGuard;
  }): HttpsTransport {
    const { connection, guard } = options;
    const { credential } = connection;
    const base = parseHttps(connection.server);
    const host = hostOf(base);
    const servername = connection.tlsServerName ?? (isIP(host) ? '' : host);
    const tls: AgentOptions = {
      ca: connection.caPem,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      lookup: guard.lookup,
      servername,
      ...(credential.kind === 'certificate' && {
        cert: credential.certPem,
        key: credential.keyPem.reveal(),
      }),
    };
    return new HttpsTransport({
      base,
      guard,
      calls: new Agent({ ...tls, keepAlive: true, maxSockets: MAX_CALLS }),
      streams: new Agent(tls),
      headers:
        credential.kind === 'token'
          ? { authorization: `Bearer ${credential.token.reveal()}` }
          : {},
    });
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    const deadline = Deadline.start(request);
    try {
      const message = await this.#send(request, this.#calls, deadline.signal);
      const body = await readAll(message);
      return { status: statusOf(message), headers: headersOf(message), body };
    } catch (error) {
      throw deadline.explain(error);
    } finally {
      deadline.stop();
    }
  }

  async stream(request: KubeRequest): Promise<KubeStream> {
    const deadline = Deadline.start(request);
    try {
      const message = await this.#send(request, this.#streams, deadline.signal);
      return {
        status: statusOf(message),
        headers: headersOf(message),
        chunks: message,
        close: () => message.destroy(),
      };
    } catch (error) {
      throw deadline.explain(error);
    } finally {
      deadline.stop();
    }
  }

  close(): void {
    this.#calls.destroy();
    this.#streams.destroy();
  }

  async #send(
    request: KubeRequest,
    agent: Agent,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    // A literal address never reaches the resolver, so it is asked about here, before each call.
    this.#guard.check(this.#base.href);
    return new Promise((resolve, reject) => {
      const outgoing = httpsRequest(
        {
          agent,
          host: hostOf(this.#base),
          port: this.#base.port || 443,
          path: this.#pathOf(request),
          method: request.method,
          headers: this.#headersOf(request),
          signal,
        },
        resolve,
      );
      outgoing.on('error', error => {
        if (isStale(outgoing, error) && request.method !== 'POST') {
          this.#send(request, agent, signal).then(resolve, reject);
        } else {
          reject(error);
        }
      });
      outgoing.end(request.body);
    });
  }

  #headersOf(request: KubeRequest): OutgoingHttpHeaders {
    return {
      accept: 'application/json',
      'user-agent': 'flytower',
      ...this.#headers,
      ...request.headers,
      ...(request.body !== undefined && {
        'content-length': Buffer.byteLength(request.body),
      }),
    };
  }

  #pathOf(request: KubeRequest): string {
    const prefix = this.#base.pathname.replace(/\/$/, '');
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) {
        query.set(key, value);
      }
    }
    const search = query.toString();
    return `${prefix}${request.path}${search && `?${search}`}`;
  }
}

/**
 * The server closed a kept connection at the moment it was used again, before it saw the call; after a restart of an API
 * server that is so for all of them. What may be sent twice is sent again.
 */
function isStale(outgoing: ClientRequest, error: Error): boolean {
  return (
    outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET'
  );
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      message.destroy();
      throw new Error(
        `The answer is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function statusOf(message: IncomingMessage): number {
  return message.statusCode ?? 0;
}

function headersOf(
  message: IncomingMessage,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
