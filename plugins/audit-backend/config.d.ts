export interface Config {
  flytower?: {
    audit?: {
      /**
       * The plugins whose change feeds the operation log reads. Left out: fleet, tenancy, delivery and public-services.
       *
       * @visibility backend
       */
      sources?: string[];
      /**
       * Keys that sign the operation log. The first signs, every one verifies. To rotate, first add the new key behind the
       * others on every replica, then put it in front; an old key stays as long as the log holds what it signed.
       */
      keys: Array<{
        /**
         * Name of the key, kept with everything that it signs and never used again.
         * @visibility backend
         */
        id: string;
        /**
         * 32 bytes in base64, as `openssl rand -base64 32` makes them.
         * @visibility secret
         */
        key: string;
      }>;
      /**
       * Signs, at the next start, facts of the operation log that nobody signed: those that a version from before the key
       * wrote. Set it to true for that one start, and take it out then: as long as it is set, facts that somebody puts
       * into the database without the key may be signed at a start. Left out, such facts stay unsigned, the log goes on
       * behind them, and its check says that it is broken.
       *
       * @visibility backend
       */
      adoptUnsigned?: boolean;
    };
    retention?: {
      operationLog?: {
        /**
         * For how many days the operation log is kept: 30 at least. Left out, it is kept for ever.
         *
         * @visibility backend
         */
        days?: number;
      };
    };
  };
}
