import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const DAYS = 'flytower.retention.operationLog.days';
const FEWEST_DAYS = 30;

/**
 * For how many days the operation log is kept; undefined for ever, the default.
 *
 * @throws InputError where that is less than 30, or no whole number
 */
export function readRetention(config: RootConfigService): number | undefined {
  const days = config.getOptionalNumber(DAYS);
  if (days !== undefined && (!Number.isInteger(days) || days < FEWEST_DAYS)) {
    throw new InputError(
      `${DAYS} is ${days}; set it to a whole number of days, ${FEWEST_DAYS} at least, or leave it out to keep the log for ever`,
    );
  }
  return days;
}
