export interface Config {
  flytower?: {
    /** Numbers for large or small installations; all have defaults. Each replica counts for itself. */
    hardening?: {
      connections?: {
        /** Connections from outside that are held at once. Two fifths of the process's descriptors, 10,000 at most. */
        most?: number;
        /**
         * Connections of one address; half of `most` when left out. Does not count where `backend.trustProxy` is set: all
         * connections then come from the proxy, which bounds them by address itself.
         */
        perAddress?: number;
        /** Seconds that a connection may take for the head of its first request; 10 when left out. */
        headerSeconds?: number;
        /** Seconds that a request may take to arrive; 60 when left out. */
        requestSeconds?: number;
        /** Seconds that requests under way may still take when the backend ends; 5 when left out. */
        graceSeconds?: number;
      };
      /** What Backstage's user settings keep for one person. */
      settings?: {
        /** How many settings; 200 when left out. */
        most?: number;
        /** Bytes of one value as JSON; 65,536 when left out. */
        valueBytes?: number;
        /** Bytes of all values; 1,048,576 when left out. */
        bytes?: number;
      };
      /** Sockets that are no longer HTTP: signals. */
      upgrades?: {
        /** Sockets of one person; 20 when left out. */
        perPerson?: number;
        /** Sockets without a token, in all; 50 when left out. */
        anonymous?: number;
        /** Sockets without a token from one address; 10 when left out. */
        anonymousPerAddress?: number;
        /** Seconds after which a socket without a token ends; 30 when left out. */
        anonymousSeconds?: number;
      };
      fairness?: {
        /** The share of one person, and of one program with a token of `backend.auth.externalAccess`. */
        person?: {
          /** Requests under way at once; 8 when left out. */
          atOnce?: number;
          /** Requests that wait beside them; 200 when left out. */
          waiting?: number;
          /** Seconds that one waits before it is refused; 20 when left out. */
          waitSeconds?: number;
          /** Requests a second over a long time; 50 when left out. */
          perSecond?: number;
          /** Requests that may come at once after a quiet time; 500 when left out. */
          burst?: number;
        };
        /**
         * The share of one address that sends requests without a token: 20 at once, 500 waiting, 20 seconds, 200 a second,
         * 4,000 at once after a quiet time when left out.
         */
        address?: {
          atOnce?: number;
          waiting?: number;
          waitSeconds?: number;
          perSecond?: number;
          burst?: number;
        };
      };
    };
  };
}
