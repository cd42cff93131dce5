import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, Store } from '@flytower/durable';
import { AuditStore } from './AuditStore';
import { AuditViews } from './AuditViews';
import { Checkpointer } from './chain/Checkpointer';
import { Checkpoints } from './chain/Checkpoints';
import { LogKeys } from './chain/LogKeys';
import { Acknowledgements } from './integrity/Acknowledgements';
import { JobRow } from './integrity/JobRow';
import { LogCheck } from './integrity/LogCheck';
import { Verdicts } from './integrity/Verdicts';
import { LogRetention } from './retention/LogRetention';

/** The parts of the operation log over one database, wired; nothing of it runs yet. */
export function createLog(options: {
  store: Store;
  clock: Clock;
  keys: LogKeys;
  logger: LoggerService;
}) {
  const { store, clock, keys, logger } = options;
  const checkpoints = Checkpoints.create({ store, keys });
  const checkpointer = Checkpointer.create({ checkpoints, clock, logger });
  const row = JobRow.create({ store, clock, keys });
  const acknowledgements = Acknowledgements.create({ store, clock, keys });
  const verdicts = Verdicts.create({ store, row, acknowledgements });
  return {
    log: AuditStore.create({ store, clock, keys }),
    views: AuditViews.create({ store }),
    checkpoints,
    checkpointer,
    row,
    verdicts,
    check: LogCheck.create({
      store,
      clock,
      keys,
      row,
      acknowledgements,
      verdicts,
      anchors: () =>
        checkpointer
          .anchors()
          .map(anchor => ({ ...anchor, at: anchor.at.getTime() })),
      logger,
    }),
    /** @param days - for how many days the log is kept */
    retention: (days: number) =>
      LogRetention.create({
        store,
        clock,
        keys,
        row,
        acknowledgements,
        days,
        logger,
      }),
  };
}
