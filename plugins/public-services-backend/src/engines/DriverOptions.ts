import { EgressGuard } from '@flytower/kube';
import { ServerCheck } from '@flytower/plugin-public-services-common';
import { EngineTimeouts } from './Deadline';
import { EngineError } from './EngineDriver';

export interface DriverOptions {
  /** Asked about every address that a connection really goes to. */
  guard: EgressGuard;
  timeouts?: EngineTimeouts;
}

/** A check whose refusal is a value, not an exception. */
export async function refusalOf(
  check: () => Promise<ServerCheck>,
): Promise<ServerCheck> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof EngineError) {
      return { outcome: 'refused', code: error.code, sentence: error.message };
    }
    throw error;
  }
}
