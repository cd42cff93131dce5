export interface Config {
  flytower?: {
    egress?: {
      /**
       * Address ranges that registered clusters may be in, like 10.0.0.0/8. Nothing else is connected to.
       * @visibility backend
       */
      allow: string[];
    };
    fleet?: {
      /** Where clusters may stand. One that holds clusters stays known when it is taken out here. */
      dataCentres?: Array<{
        /** @visibility backend */
        name: string;
        /** @visibility backend */
        displayName: string;
        /** @visibility backend */
        region: string;
        /** @visibility backend */
        role: 'production' | 'disaster-recovery';
        /**
         * "self-built" or the name of a cloud.
         * @visibility backend
         */
        provider: string;
      }>;
      /** Clusters registered at start. Their files are read again every half minute. */
      clusters?: Array<{
        /** @visibility backend */
        name: string;
        /** @visibility backend */
        displayName?: string;
        /**
         * Name of one of the data centres.
         * @visibility backend
         */
        dataCentre: string;
        /** @visibility backend */
        securityZone: string;
        /**
         * Address of the API server, https://host:port.
         * @visibility backend
         */
        server: string;
        /**
         * Name in the server's certificate, where it is not the address.
         * @visibility backend
         */
        tlsServerName?: string;
        /**
         * File with the certificate authority in PEM form. Without it the authorities that this machine trusts count.
         * @visibility backend
         */
        caFile?: string;
        /**
         * File with the client certificate in PEM form.
         * @visibility backend
         */
        certFile: string;
        /**
         * File with the private key of the client certificate in PEM form.
         * @visibility backend
         */
        keyFile: string;
      }>;
    };
  };
}
