import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/**
 * What has come up in this process, and what has not. Whoever answers for the backend's readiness asks it.
 *
 * @public
 */
export interface ReadinessService {
  /**
   * From now on readiness depends on this too. The function is called whenever somebody asks, so it looks at what is in
   * memory: it gives a sentence that names what has not come up, and what happens next, or undefined where all is well.
   * Anybody may read the sentence: no address stands in it. Gives the way to take it out again.
   */
  dependOn(notUp: () => string | undefined): () => void;
  /** One sentence for each part that has not come up. */
  sentences(): string[];
}

/** Readiness that lives in memory. */
export class Readiness implements ReadinessService {
  readonly #parts = new Set<() => string | undefined>();

  dependOn(notUp: () => string | undefined): () => void {
    this.#parts.add(notUp);
    return () => this.#parts.delete(notUp);
  }

  sentences(): string[] {
    return [...this.#parts].flatMap(notUp => notUp() ?? []);
  }
}

/**
 * One for the whole process.
 *
 * @public
 */
export const readinessServiceRef = createServiceRef<ReadinessService>({
  id: 'flytower.readiness',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => new Readiness(),
    }),
});
