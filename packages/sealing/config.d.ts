export interface Config {
  flytower?: {
    seal?: {
      /**
       * Keys that seal credentials in the database. The first seals, every one opens; to rotate, put a new key behind the others on every
       * replica, then in front,
       * and drop the old one at the start after the next.
       */
      keys: Array<{
        /**
         * Name of the key, kept with every value that it seals and never used again.
         * @visibility backend
         */
        id: string;
        /**
         * 32 bytes in base64, as `openssl rand -base64 32` makes them.
         * @visibility secret
         */
        key: string;
      }>;
    };
  };
}
