export interface Config {
  flytower?: {
    search?: {
      /**
       * `lunr`, the default: the engine in memory with bounds on what one term may cost. `other`: a module of the search
       * backend brings an engine of its own, for example PostgreSQL's; without this it ends the start.
       *
       * @visibility backend
       */
      engine?: 'lunr' | 'other';
    };
  };
}
