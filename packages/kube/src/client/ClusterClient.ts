import type { KubernetesObject } from '@kubernetes/client-node';
import { ClusterConnection } from '../connection/ClusterConnection';
import { EgressGuard } from '../connection/EgressGuard';
import { HttpsTransport } from '../http/HttpsTransport';
import {
  KubeRequest,
  KubeResponse,
  KubeStream,
  Transport,
} from '../http/Transport';
import { Impersonation, impersonationHeaders } from './impersonation';
import { KubeError } from './KubeError';
import { listPath, ListRef, objectPath, ObjectRef } from './objectPath';

const DEFAULT_TIMEOUT_MS = 10_000;
const PAGE_SIZE = 500;

/** @public */
export interface ClusterClientOptions {
  /** The cluster's name, for messages. */
  name: string;
  connection: ClusterConnection;
  guard: EgressGuard;
  /** For each call; 10 s by default. */
  timeoutMs?: number;
  impersonate?: Impersonation;
}

/** @public */
export interface WriteOptions {
  /** Who owns the fields that are sent. */
  fieldManager: string;
  /** The server does everything but keep it. */
  dryRun?: boolean;
}

/** @public */
export interface ApplyOptions extends WriteOptions {
  /** Takes fields from other managers. Only for fields that Flytower owns by contract. */
  force?: boolean;
}

/** @public */
export interface DeleteOptions {
  /** Deletes only the object with this uid: its namesake is a conflict. */
  uid?: string;
  /** Deletes it only as it was at this version: where it has changed since, that is a conflict. */
  resourceVersion?: string;
  /** What happens to the objects it owns; `Background` by default. */
  propagation?: 'Background' | 'Foreground' | 'Orphan';
  dryRun?: boolean;
}

/** @public */
export interface ListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  /** For each page; that of the client by default. */
  timeoutMs?: number;
}

/** @public */
export interface RawOptions {
  method?: KubeRequest['method'];
  query?: KubeRequest['query'];
  headers?: KubeRequest['headers'];
  body?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * An object to send: it has at least a kind and a name. The library's own types (`V1Deployment`) fit once those are set.
 *
 * @public
 */
export type Manifest = KubernetesObject & {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: object;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  immutable?: boolean;
  type?: string;
  roleRef?: object;
  subjects?: object[];
  automountServiceAccountToken?: boolean;
};

/**
 * Calls to one cluster under one identity. Every call has a timeout, every failure is a {@link KubeError}. Clients made
 * by {@link ClusterClient.as} share their connections with the one they came from.
 *
 * @public
 */
export class ClusterClient {
  readonly name: string;
  readonly #transport: Transport;
  readonly #timeoutMs: number;
  readonly #impersonate?: Impersonation;
  readonly #signal?: AbortSignal;

  private constructor(
    name: string,
    transport: Transport,
    timeoutMs: number,
    impersonate: Impersonation | undefined,
    signal?: AbortSignal,
  ) {
    this.name = name;
    this.#transport = transport;
    this.#timeoutMs = timeoutMs;
    this.#impersonate = impersonate;
    this.#signal = signal;
  }

  static create(options: ClusterClientOptions): ClusterClient {
    return ClusterClient.overTransport({
      ...options,
      transport: HttpsTransport.create(options),
    });
  }

  /** For simulations: the same client over another wire. */
  static overTransport(options: {
    name: string;
    transport: Transport;
    timeoutMs?: number;
    impersonate?: Impersonation;
  }): ClusterClient {
    return new ClusterClient(
      options.name,
      options.transport,
      options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      options.impersonate,
    );
  }

  /** The same cluster, as somebody else. Close only the client this one came from. */
  as(impersonate: Impersonation): ClusterClient {
    return new ClusterClient(
      this.name,
      this.#transport,
      this.#timeoutMs,
      impersonate,
      this.#signal,
    );
  }

  /**
   * The same cluster for as long as the signal is not aborted: then every call under way ends, and none begins. Both
   * throw the signal's reason, which is no {@link KubeError}: it says nothing about the cluster.
   */
  until(signal: AbortSignal): ClusterClient {
    return new ClusterClient(
      this.name,
      this.#transport,
      this.#timeoutMs,
      this.#impersonate,
      this.#signal ? AbortSignal.any([this.#signal, signal]) : signal,
    );
  }

  /** The object, or undefined when there is none. */
  async get<T extends KubernetesObject = KubernetesObject>(
    ref: ObjectRef,
  ): Promise<T | undefined> {
    try {
      return this.#parse<T>(await this.raw(objectPath(ref)));
    } catch (error) {
      if (error instanceof KubeError && error.kind === 'not-found') {
        return undefined;
      }
      throw error;
    }
  }

  /** Everything of a kind, in one namespace or in all, in pages; for small lists. The inventory is for the large ones. */
  async list<T extends KubernetesObject = KubernetesObject>(
    ref: ListRef,
    { timeoutMs, ...options }: ListOptions = {},
  ): Promise<{ items: T[]; resourceVersion: string }> {
    const items: T[] = [];
    let page: string | undefined;
    for (;;) {
      const body = this.#parse<{
        items?: T[];
        metadata?: { resourceVersion?: string; continue?: string };
      }>(
        await this.raw(listPath(ref), {
          query: { ...options, limit: String(PAGE_SIZE), continue: page },
          timeoutMs,
        }),
      );
      items.push(...(body.items ?? []));
      page = body.metadata?.continue || undefined;
      if (!page) {
        return { items, resourceVersion: body.metadata?.resourceVersion ?? '' };
      }
    }
  }

  /**
   * Server-side apply: the object gets the fields sent, and `fieldManager` owns them.
   *
   * @throws KubeError of kind `conflict` when another manager owns one of the fields and `force` is not set
   */
  async apply<T extends KubernetesObject = KubernetesObject>(
    manifest: Manifest,
    options: ApplyOptions,
  ): Promise<T> {
    return this.#parse<T>(
      await this.raw(objectPath(refOf(manifest)), {
        method: 'PATCH',
        query: { ...writeQuery(options), force: options.force ? 'true' : '' },
        // JSON is YAML, and the media type has no JSON form.
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: JSON.stringify(manifest),
      }),
    );
  }

  /**
   * Creates an object.
   *
   * @throws KubeError of kind `conflict` when there is one already
   */
  async create<T extends KubernetesObject = KubernetesObject>(
    manifest: Manifest,
    options: WriteOptions,
  ): Promise<T> {
    return this.#parse<T>(
      await this.raw(listPath(refOf(manifest)), {
        method: 'POST',
        query: writeQuery(options),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(manifest),
      }),
    );
  }

  /** Deletes an object. That there is none is the wished outcome, not an error. */
  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<void> {
    const { uid, resourceVersion } = options;
    try {
      await this.raw(objectPath(ref), {
        method: 'DELETE',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: options.propagation ?? 'Background',
          ...((uid ?? resourceVersion) && {
            preconditions: { uid, resourceVersion },
          }),
          ...(options.dryRun && { dryRun: ['All'] }),
        }),
      });
    } catch (error) {
      if (!(error instanceof KubeError && error.kind === 'not-found')) {
        throw error;
      }
    }
  }

  /** Posts a review (a question that is answered at once) and gives its answer. */
  async review<T extends KubernetesObject>(
    question: KubernetesObject & {
      apiVersion: string;
      kind: string;
      spec?: object;
    },
  ): Promise<T> {
    return this.#parse<T>(
      await this.raw(listPath(question), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(question),
      }),
    );
  }

  /** Any path. Answers other than 2xx are thrown. */
  async raw(path: string, options: RawOptions = {}): Promise<KubeResponse> {
    const request = this.#request(path, options);
    const call = `${request.method} ${path}`;
    let response: KubeResponse;
    this.#signal?.throwIfAborted();
    try {
      response = await this.#transport.request(request);
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw KubeError.fromFailure(this.name, call, error);
    }
    if (response.status < 200 || response.status > 299) {
      throw KubeError.fromResponse(this.name, call, response);
    }
    return response;
  }

  /** Opens a stream, for watches. The answer's status is the caller's to look at. */
  async stream(path: string, options: RawOptions = {}): Promise<KubeStream> {
    const request = this.#request(path, options);
    this.#signal?.throwIfAborted();
    try {
      return await this.#transport.stream(request);
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw KubeError.fromFailure(
        this.name,
        `${request.method} ${path}`,
        error,
      );
    }
  }

  /** Ends all connections, also those of the clients that came from this one. */
  close(): void {
    this.#transport.close();
  }

  #request(path: string, options: RawOptions): KubeRequest {
    const query = Object.fromEntries(
      Object.entries(options.query ?? {}).filter(([, value]) => value),
    );
    return {
      method: options.method ?? 'GET',
      path,
      query,
      headers: {
        ...options.headers,
        ...impersonationHeaders(this.#impersonate),
      },
      body: options.body,
      timeoutMs: options.timeoutMs ?? this.#timeoutMs,
      signal:
        options.signal && this.#signal
          ? AbortSignal.any([options.signal, this.#signal])
          : options.signal ?? this.#signal,
    };
  }

  /** The one place where bytes become typed objects: the API server's own schema is believed. */
  #parse<T>(response: KubeResponse): T {
    try {
      return JSON.parse(response.body) as T;
    } catch {
      throw KubeError.malformed(this.name, 'parse', 'it is not JSON');
    }
  }
}

function refOf(manifest: Manifest): ObjectRef {
  const { apiVersion, kind, metadata } = manifest;
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(metadata.namespace && { namespace: metadata.namespace }),
  };
}

function writeQuery(options: WriteOptions): Record<string, string> {
  return {
    fieldManager: options.fieldManager,
    // A field that the server does not know is a mistake in Flytower, not something to drop in silence.
    fieldValidation: 'Strict',
    dryRun: options.dryRun ? 'All' : '',
  };
}
