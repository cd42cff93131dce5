export interface Config {
  flytower?: {
    search?: {
      /**
       * `lunr`, the default: the engine in memory with bounds on what one term may cost. `other`: a module of the search
       * backend brings an engine of its own, for example PostgreSQL's.
       *
       * @visibility backend
       */
      engine?: 'lunr' | 'other';
    };
  };
}
