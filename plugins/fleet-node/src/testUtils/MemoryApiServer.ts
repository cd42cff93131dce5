import { KubeRequest, KubeResponse, Transport } from '@flytower/kube';
import { z } from 'zod';

const objectSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    resourceVersion: z.string().optional(),
  }),
});

const deletionSchema = z.object({
  preconditions: z
    .object({
      uid: z.string().optional(),
      resourceVersion: z.string().optional(),
    })
    .optional(),
});

type KubeObject = z.infer<typeof objectSchema>;

/**
 * An API server that remembers objects by their path, refuses what was meant for another version of one, and does nothing
 * more: no owners of fields, no admission, no rights, no watches. What it is asked is kept in `requests`. For rules of Kubernetes itself use a real one.
 *
 * @public
 */
export class MemoryApiServer implements Transport {
  readonly requests: KubeRequest[] = [];
  readonly #objects = new Map<string, KubeObject>();
  #failure: KubeResponse | Error | undefined;
  #uids = 0;
  #versions = 0;

  /** Every further call gets this answer or this error, until it is cleared with undefined. */
  failWith(failure: KubeResponse | Error | undefined): void {
    this.#failure = failure;
  }

  /** Paths of all objects, sorted. */
  paths(): string[] {
    return [...this.#objects.keys()].sort();
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    this.requests.push(request);
    if (this.#failure instanceof Error) {
      throw this.#failure;
    }
    return this.#failure ?? this.#answer(request);
  }

  async stream(): Promise<never> {
    throw new Error('The API server in memory cannot be watched');
  }

  close(): void {}

  #answer(request: KubeRequest): KubeResponse {
    const { method, path } = request;
    const dryRun = request.query?.dryRun === 'All';
    const present = this.#objects.get(path);
    switch (method) {
      case 'GET':
        return present ? answer(200, present) : this.#list(path);
      case 'PATCH':
        return this.#write(path, parse(request), dryRun);
      case 'POST': {
        const object = parse(request);
        const own = `${path}/${object.metadata.name}`;
        return this.#objects.has(own)
          ? status(409, 'AlreadyExists', `"${own}" already exists`)
          : this.#write(own, object, dryRun);
      }
      case 'DELETE':
        if (!present) {
          return status(404, 'NotFound', `"${path}" not found`);
        }
        if (!isMeant(request, present)) {
          return status(409, 'Conflict', `"${path}" is another by now`);
        }
        if (!dryRun) {
          this.#objects.delete(path);
        }
        return answer(200, present);
      default:
        return status(405, 'MethodNotAllowed', `${method} is not known here`);
    }
  }

  #write(path: string, sent: KubeObject, dryRun: boolean): KubeResponse {
    const present = this.#objects.get(path);
    const { resourceVersion: wanted } = sent.metadata;
    if (wanted !== undefined && wanted !== present?.metadata.resourceVersion) {
      return status(409, 'Conflict', `"${path}" has been modified`);
    }
    const metadata = {
      uid: present?.metadata.uid ?? `uid-${++this.#uids}`,
      ...sent.metadata,
      resourceVersion: String(++this.#versions),
    };
    const object = { ...present, ...sent, metadata };
    if (!dryRun) {
      this.#objects.set(path, object);
    }
    return answer(present ? 200 : 201, object);
  }

  /** A plural has an odd number of parts after the version: nothing of that name is an empty list, not an absence. */
  #list(path: string): KubeResponse {
    const below = [...this.#objects].filter(
      ([own]) => own.slice(0, own.lastIndexOf('/')) === path,
    );
    return below.length > 0 || isCollection(path)
      ? answer(200, {
          metadata: { resourceVersion: '1' },
          items: below.map(([, object]) => object),
        })
      : status(404, 'NotFound', `"${path}" not found`);
  }
}

function isCollection(path: string): boolean {
  const parts = path
    .replace(/^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)\//, '')
    .split('/');
  return parts.length % 2 === 1;
}

/** Whether a deletion names the very object that is there. */
function isMeant({ body }: KubeRequest, { metadata }: KubeObject): boolean {
  const { preconditions = {} } = deletionSchema.parse(JSON.parse(body ?? '{}'));
  const { uid = metadata.uid, resourceVersion = metadata.resourceVersion } =
    preconditions;
  return uid === metadata.uid && resourceVersion === metadata.resourceVersion;
}

function parse(request: KubeRequest): KubeObject {
  return objectSchema.parse(JSON.parse(request.body ?? ''));
}

function answer(code: number, body: unknown): KubeResponse {
  return { status: code, headers: {}, body: JSON.stringify(body) };
}

function status(code: number, reason: string, message: string): KubeResponse {
  return answer(code, { kind: 'Status', status: 'Failure', reason, message });
}
