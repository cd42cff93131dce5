export interface Config {
  flytower?: {
    audit?: {
      /**
       * The plugins whose change feeds the operation log reads. Left out: fleet, tenancy and delivery.
       *
       * @visibility backend
       */
      sources?: string[];
    };
  };
}
