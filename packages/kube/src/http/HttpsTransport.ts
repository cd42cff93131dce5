import { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, AgentOptions, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { ClusterConnection } from '../connection/ClusterConnection';
import { EgressGuard, hostOf, parseHttps } from '../connection/EgressGuard';
import { Deadline } from './Deadline';
import { GivenUp } from './GivenUp';
import { Places } from './Places';
import { systemAuthorities } from './systemAuthorities';
import { KubeRequest, KubeResponse, KubeStream, Transport } from './Transport';

/** More than any answer Flytower asks for; a server that sends more is not believed. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Calls to one cluster at a time; more wait their turn. Streams stand beside them. */
const MAX_CALLS = 32;

/** API servers close what was idle for 90 s; whoever closes first never sends a call into that. */
const IDLE_SOCKET_MS = 30_000;

/** After so long without a byte the system asks whether the other end of a stream is still there, for 10 s. */
const KEEP_ALIVE_MS = 30_000;

/** A connection that had served before broke before it gave an answer. */
class StaleConnection extends Error {
  constructor(cause: Error) {
    super('A kept connection was of no use any more', { cause });
  }
}

/**
 * HTTPS to one API server by Node's own client: it verifies TLS, resolves names through the egress guard, follows no
 * redirect and knows no proxy. A connection is used again, so the guard's answer holds as long as the connection does.
 *
 * A call goes out once. Only one that reads goes out a second time, over a connection of its own, where a kept
 * connection broke under it before any answer: after a restart of an API server that is so for all of them. Whether the
 * server saw the first is not known, so a call that writes is left to its caller, who looks before writing again.
 *
 * Once the head of an answer has come, whatever goes wrong ends that answer and nothing else.
 */
export class HttpsTransport implements Transport {
  readonly #base: URL;
  readonly #calls: Agent;
  readonly #singles: Agent;
  readonly #guard: EgressGuard;
  readonly #headers: OutgoingHttpHeaders;
  readonly #places = new Places(MAX_CALLS);
  #closed = false;

  private constructor(options: {
    base: URL;
    calls: Agent;
    singles: Agent;
    guard: EgressGuard;
    headers: OutgoingHttpHeaders;
  }) {
    this.#base = options.base;
    this.#calls = options.calls;
    this.#singles = options.singles;
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
      rejectUnauthorized: true,
      lookup: guard.lookup,
      servername,
      // Made once: to read some hundred authorities for each connection would take longer than the connection.
      secureContext: createSecureContext({
        ca: connection.caPem ?? systemAuthorities(),
        // As kubectl does: what was given is trusted, also where it is an intermediate authority alone.
        allowPartialTrustChain: connection.caPem !== undefined,
        minVersion: 'TLSv1.2',
        ...(credential.kind === 'certificate' && {
          cert: credential.certPem,
          key: credential.keyPem.reveal(),
        }),
      }),
    };
    return new HttpsTransport({
      base,
      guard,
      calls: new Agent({
        ...tls,
        keepAlive: true,
        timeout: IDLE_SOCKET_MS,
      }),
      singles: new Agent(tls),
      headers:
        credential.kind === 'token'
          ? { authorization: `Bearer ${credential.token.reveal()}` }
          : {},
    });
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    const deadline = Deadline.start(request);
    try {
      return await this.#places.with(deadline.signal, async () => {
        const message = await this.#call(request, deadline.signal);
        const body = await readAll(message);
        return { status: statusOf(message), headers: headersOf(message), body };
      });
    } catch (error) {
      throw deadline.explain(error);
    } finally {
      deadline.stop();
    }
  }

  async stream(request: KubeRequest): Promise<KubeStream> {
    const deadline = Deadline.start(request);
    try {
      const message = await this.#send(request, this.#singles, deadline.signal);
      // The caller may still let go by its signal, also when nobody reads.
      deadline.lift();
      message.once('close', () => deadline.stop());
      message.socket.setKeepAlive(true, KEEP_ALIVE_MS);
      return {
        status: statusOf(message),
        headers: headersOf(message),
        chunks: message,
        close: () => message.destroy(),
      };
    } catch (error) {
      deadline.stop();
      throw deadline.explain(error);
    }
  }

  close(): void {
    this.#closed = true;
    this.#calls.destroy();
    this.#singles.destroy();
  }

  async #call(
    request: KubeRequest,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    try {
      return await this.#send(request, this.#calls, signal);
    } catch (error) {
      const again =
        error instanceof StaleConnection &&
        request.method === 'GET' &&
        !this.#closed;
      if (!again) {
        throw error instanceof StaleConnection ? error.cause : error;
      }
      return this.#send(request, this.#singles, signal);
    }
  }

  /** Sends it once. Resolves with the head of the answer; the signal also ends the answer. */
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
      // After the head this rejects nothing any more: Node breaks the answer itself, and its reader throws.
      outgoing.on('error', error =>
        reject(
          outgoing.reusedSocket && isBroken(error)
            ? new StaleConnection(error)
            : error,
        ),
      );
      // An API server changes the protocol only where that was asked for.
      outgoing.on('upgrade', (_, socket) => {
        socket.destroy();
        reject(new GivenUp('it speaks another protocol than HTTP'));
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

function isBroken(error: Error): boolean {
  return (
    'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code))
  );
}

async function readAll(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      message.destroy();
      throw new GivenUp(
        `its answer is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
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
