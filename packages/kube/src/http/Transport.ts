/**
 * One request to an API server. `path` starts with `/` and has no query.
 *
 * @public
 */
export interface KubeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  /** Sent as it is; the caller sets the content type. */
  body?: string;
  /** For the whole call; for a stream, until its head has come. */
  timeoutMs: number;
  /** Ends the call; of a stream also what comes after its head. */
  signal?: AbortSignal;
}

/** @public */
export interface KubeResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: string;
}

/** @public */
export interface KubeStream {
  status: number;
  headers: Record<string, string | undefined>;
  /** Ends when the server ends it; throws when the connection breaks. */
  chunks: AsyncIterable<Uint8Array>;
  /** Lets go of the connection; idempotent. */
  close(): void;
}

/**
 * The wire. {@link HttpsTransport} is the real one; the fault simulation is another.
 *
 * @public
 */
export interface Transport {
  request(request: KubeRequest): Promise<KubeResponse>;
  stream(request: KubeRequest): Promise<KubeStream>;
  /** Ends every connection, also under a call. */
  close(): void;
}
