export interface Config {
  flytower?: {
    publicServices?: {
      /**
       * How many instances one tenant may have: a whole number from 0 to 10000; 20 when left out.
       * @visibility backend
       */
      instancesPerTenant?: number;
      /**
       * Servers registered at start, for trying: `npm start` writes its own here. They are kept as they stand here, and
       * must be in flytower.egress.allow like any other.
       */
      demoServers?: Array<{
        /** @visibility backend */
        name: string;
        /** @visibility backend */
        displayName: string;
        /** @visibility backend */
        engine: 'mysql' | 'redis';
        /** @visibility backend */
        host: string;
        /** @visibility backend */
        port: number;
        /** Left out: the connection is not encrypted. */
        tls?: {
          /**
           * The authority in PEM form; left out, those that the machine trusts.
           * @visibility backend
           */
          caPem?: string;
          /**
           * Name in the server's certificate, where it is not the address.
           * @visibility backend
           */
          serverName?: string;
        };
        administrator: {
          /** @visibility backend */
          username: string;
          /** @visibility secret */
          password: string;
        };
      }>;
    };
  };
}
