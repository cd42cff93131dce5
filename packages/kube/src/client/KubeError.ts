import { z } from 'zod';
import { CallTimeout } from '../http/Deadline';
import { KubeResponse } from '../http/Transport';
import { codeOf, networkWords } from './networkWords';
import { withoutAddresses } from './withoutAddresses';

/**
 * What went wrong, in classes that a caller treats alike.
 *
 * @public
 */
export type KubeErrorKind =
  | 'not-found'
  | 'conflict'
  | 'forbidden'
  | 'invalid'
  | 'quota-exceeded'
  | 'timeout'
  | 'unreachable'
  | 'unauthorised'
  | 'throttled'
  | 'server';

const BY_STATUS: Record<number, KubeErrorKind> = {
  400: 'invalid',
  401: 'unauthorised',
  404: 'not-found',
  409: 'conflict',
  422: 'invalid',
  429: 'throttled',
};

/** The code of {@link KubeError.putBack}. */
export const PUT_BACK = 'PutBack';

/** A server, or a proxy before it, that asks for a day must not silence a cluster for a day. */
const MAX_RETRY_AFTER_MS = 60_000;

/** What a cluster says is kept in rows and shown on pages. */
const MAX_SAID = 4_000;

const statusSchema = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
});

/**
 * A call to a cluster that failed. `message` and `cause` are for the log, `sentence` for a person: it names the cluster,
 * says what the cluster said, and where possible what to do. No address stands in it, since everybody may read it.
 *
 * @public
 */
export class KubeError extends Error {
  readonly kind: KubeErrorKind;
  readonly cluster: string;
  /** HTTP status, where the cluster answered. */
  readonly status?: number;
  /** Kubernetes' own reason (`AlreadyExists`) or the network's code (`ECONNREFUSED`, `CERT_HAS_EXPIRED`). */
  readonly code?: string;
  readonly sentence: string;
  /** What the cluster asked to wait before the next try; a minute at most. */
  readonly retryAfterMs?: number;

  private constructor(options: {
    kind: KubeErrorKind;
    cluster: string;
    call: string;
    sentence: string;
    status?: number;
    code?: string;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    super(`${options.cluster}: ${options.call}: ${options.sentence}`, {
      cause: options.cause,
    });
    this.name = 'KubeError';
    this.kind = options.kind;
    this.cluster = options.cluster;
    this.sentence = options.sentence;
    this.status = options.status;
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** From an answer that is not 2xx. */
  static fromResponse(
    cluster: string,
    call: string,
    response: KubeResponse,
  ): KubeError {
    const said = readStatus(response.body);
    const kind = classify(response.status, said.message, said.reason);
    return new KubeError({
      kind,
      cluster,
      call,
      status: response.status,
      code: said.reason,
      sentence: sentenceFor(
        kind,
        cluster,
        response.status,
        withoutAddresses(said.message),
      ),
      retryAfterMs: retryAfterMs(response.headers['retry-after']),
    });
  }

  /** From an error inside a watch. */
  static fromStatus(
    cluster: string,
    call: string,
    status: {
      code?: number;
      message?: string;
      reason?: string;
      details?: { retryAfterSeconds?: number } | null;
    },
  ): KubeError {
    const seconds = status.details?.retryAfterSeconds;
    return KubeError.fromResponse(cluster, call, {
      status: status.code ?? 500,
      headers: { 'retry-after': seconds?.toString() },
      body: JSON.stringify({ ...status, kind: 'Status' }),
    });
  }

  /** From a connection that was there, and no longer is of use. */
  static broken(cluster: string, call: string, how: string): KubeError {
    return new KubeError({
      kind: 'unreachable',
      cluster,
      call,
      sentence: `The connection to cluster "${cluster}" broke: ${how}`,
    });
  }

  /** From a connection that could not be made, broke, or took too long. */
  static fromFailure(cluster: string, call: string, cause: unknown): KubeError {
    if (cause instanceof KubeError) {
      return cause;
    }
    if (cause instanceof CallTimeout) {
      return new KubeError({
        kind: 'timeout',
        cluster,
        call,
        cause,
        sentence: `Cluster "${cluster}" did not answer within ${
          cause.timeoutMs / 1000
        } s`,
      });
    }
    const code = codeOf(cause);
    return new KubeError({
      kind: 'unreachable',
      cluster,
      call,
      code,
      cause,
      sentence: `Cluster "${cluster}" cannot be reached: ${networkWords(
        code,
        cause,
      )}`,
    });
  }

  /** From a store that is at an earlier version than one that was seen before. */
  static putBack(cluster: string, call: string): KubeError {
    return new KubeError({
      kind: 'server',
      cluster,
      call,
      code: PUT_BACK,
      sentence: `The store of cluster "${cluster}" was put back to an earlier state; what it holds is listed anew`,
    });
  }

  /** From an answer that makes no sense. */
  static malformed(cluster: string, call: string, what: string): KubeError {
    return new KubeError({
      kind: 'server',
      cluster,
      call,
      code: 'Malformed',
      sentence: `Cluster "${cluster}" gave an answer that Flytower does not understand: ${what}`,
    });
  }
}

function classify(
  status: number,
  message: string,
  reason: string | undefined,
): KubeErrorKind {
  if (status === 403) {
    return /exceeded quota|insufficient quota|failed quota/.test(message)
      ? 'quota-exceeded'
      : 'forbidden';
  }
  if (status === 504 || reason === 'Timeout' || reason === 'ServerTimeout') {
    return 'timeout';
  }
  if (message.startsWith('failed to create typed patch object')) {
    // A field that does not exist, in a server-side apply: the server answers 500 though trying again cannot help.
    return 'invalid';
  }
  return BY_STATUS[status] ?? (status >= 500 ? 'server' : 'invalid');
}

function sentenceFor(
  kind: KubeErrorKind,
  cluster: string,
  status: number,
  message: string,
): string {
  const said = message.replace(/\.\s*$/, '');
  switch (kind) {
    case 'unauthorised':
      return `Cluster "${cluster}" does not accept Flytower's credential; register the cluster again with a valid one`;
    case 'forbidden':
      return `Cluster "${cluster}" does not allow this: ${said}`;
    case 'quota-exceeded':
      return `Cluster "${cluster}" says that the quota does not suffice: ${said}`;
    case 'throttled':
      return `Cluster "${cluster}" asks to wait: it is busy`;
    case 'not-found':
      return `Cluster "${cluster}" does not have it: ${said}`;
    case 'conflict':
      return `In cluster "${cluster}" somebody else holds it: ${said}`;
    case 'invalid':
      return `Cluster "${cluster}" refused it as invalid: ${said}`;
    default:
      return `Cluster "${cluster}" failed with status ${status}: ${said}`;
  }
}

/** A line of what an API server says where it is asked for its health: `[-]etcd failed: reason withheld`. */
const FAILING_CHECK = /^\[-\]([\w./-]{1,60}) failed/gm;
const MOST_READ = 10_000;

function readStatus(body: string): { message: string; reason?: string } {
  try {
    const parsed = statusSchema.safeParse(JSON.parse(body));
    if (parsed.success) {
      return {
        message: (parsed.data.message ?? 'it gave no reason').slice(
          0,
          MAX_SAID,
        ),
        reason: parsed.data.reason,
      };
    }
  } catch {
    // not JSON: a proxy or a program that is no API server answered, and what it says names machines
  }
  const failing = [...body.slice(0, MOST_READ).matchAll(FAILING_CHECK)];
  return {
    message:
      failing.length > 0
        ? `these of its checks fail: ${failing
            .map(([, name]) => name)
            .join(', ')}`
        : 'what answered is no API server',
  };
}

/**
 * Kubernetes sends whole seconds; HTTP also allows a date, which no API server sends. What is neither counts as nothing
 * said: whoever tries again then waits by its own measure.
 */
function retryAfterMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\s*\d+\s*$/.test(header)
    ? Math.min(Number(header) * 1000, MAX_RETRY_AFTER_MS)
    : undefined;
}
