import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const DEFAULT_SECONDS = 600;

/** Reads `flytower.delivery`. */
export function readDeliveryConfig(config: RootConfigService): {
  deadlineMs: number;
} {
  const key = 'flytower.delivery.progressDeadlineSeconds';
  const seconds = config.getOptionalNumber(key) ?? DEFAULT_SECONDS;
  if (!Number.isInteger(seconds) || seconds < 10 || seconds > 86_400) {
    throw new InputError(
      `${key} is ${seconds}; give a whole number of seconds from 10 to 86400`,
    );
  }
  return { deadlineMs: seconds * 1000 };
}
