export interface Config {
  flytower?: {
    /**
     * For how long each plugin keeps what is over, in whole days from 1 to 3650. What is not finished is never removed,
     * and neither is the newest operation of something that is still there.
     */
    retention?: {
      /**
       * Finished operations, and in delivery their releases; 90 when left out.
       * @visibility backend
       */
      operationDays?: number;
      /**
       * Events of the change feeds; 30 when left out. A reader that was away for longer starts from a snapshot.
       * @visibility backend
       */
      eventDays?: number;
      /**
       * Idempotency keys: a call that comes again within this time is the same call; 7 when left out.
       * @visibility backend
       */
      idempotencyKeyDays?: number;
    };
  };
}
