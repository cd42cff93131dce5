export interface Config {
  flytower?: {
    delivery?: {
      /**
       * Seconds in which nothing moves in a cluster, after which a release has failed there: a whole number from 10 to
       * 86400; 600 when left out. Time in which the cluster cannot be seen does not count.
       * @visibility backend
       */
      progressDeadlineSeconds?: number;
    };
  };
}
