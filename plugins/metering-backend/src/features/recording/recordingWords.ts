import { PollerOptions } from '@flytower/durable';

/** What to say once when something cannot be recorded, and once when it is recorded again. */
export function recordingWords(what: string): PollerOptions['words'] {
  return {
    failing: `Metering cannot record ${what}; it tries again, and shows the time until then as a gap`,
    well: `Metering records ${what} again`,
  };
}
