import { KubeRequest, KubeResponse, Transport } from '@flytower/kube';
import { MemoryApiServer } from '@flytower/plugin-fleet-node/testUtils';

/** Gives numbers from 0 to below 1, the same row for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) % 4294967296;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function refused(): Error {
  return Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
}

function status(code: number, reason: string): KubeResponse {
  return {
    status: code,
    headers: {},
    body: JSON.stringify({ kind: 'Status', reason, message: reason }),
  };
}

const NAMESPACE = /^\/api\/v1\/namespaces\/([^/]+)$/;

/**
 * A simulated API server that fails as real ones do: refuses connections, is busy, errs, claims conflicts, hangs beyond
 * everybody's patience and works then, or does what it was asked and loses the answer. A deleted namespace takes what is in
 * it along.
 */
export class FaultyCluster {
  readonly api: Transport & Pick<MemoryApiServer, 'paths'>;
  readonly #random: () => number;
  readonly #hangMs: number;
  #faults = 0;
  #process = 0;

  /** Without an `api` it is a cluster of its own; portals that share a cluster have a wire each over the same one. */
  constructor(options: {
    random: () => number;
    hangMs: number;
    api?: FaultyCluster['api'];
  }) {
    this.api = options.api ?? new MemoryApiServer();
    this.#random = options.random;
    this.#hangMs = options.hangMs;
  }

  /** The share of calls that fail, from 0 to 1. */
  setFaults(share: number): void {
    this.#faults = share;
  }

  /** The wire of a new process. That of the process before is cut: its calls neither arrive nor come back. */
  connect(): Transport {
    const process = ++this.#process;
    const alive = async () => {
      if (process !== this.#process) {
        await new Promise(() => undefined);
      }
    };
    return {
      request: async request => {
        await alive();
        const response = await this.#request(request, alive);
        await alive();
        return response;
      },
      stream: request => this.api.stream(request),
      close: () => undefined,
    };
  }

  async #request(
    request: KubeRequest,
    alive: () => Promise<void>,
  ): Promise<KubeResponse> {
    if (this.#random() >= this.#faults) {
      return this.#work(request);
    }
    switch (Math.floor(this.#random() * 6)) {
      case 0:
        throw refused();
      case 1:
        return status(429, 'TooManyRequests');
      case 2:
        return status(500, 'InternalError');
      case 3:
        return status(409, 'Conflict');
      case 4:
        await new Promise(resolve => {
          setTimeout(resolve, this.#hangMs);
        });
        await alive();
        return this.#work(request);
      default:
        await this.#work(request);
        throw refused();
    }
  }

  async #work(request: KubeRequest): Promise<KubeResponse> {
    const namespace = NAMESPACE.exec(request.path)?.[1];
    const answer = await this.api.request(request);
    if (request.method === 'DELETE' && namespace && answer.status === 200) {
      const inside = this.api
        .paths()
        .filter(path => path.includes(`/namespaces/${namespace}/`));
      for (const path of inside) {
        await this.api.request({ ...request, body: undefined, path });
      }
    }
    return answer;
  }
}
