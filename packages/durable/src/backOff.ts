/** How long to wait after a failure: the first time, and at most. */
export interface RetryRule {
  firstMs: number;
  maxMs: number;
}

const DEFAULT_RULE: RetryRule = { firstMs: 1_000, maxMs: 60_000 };

/**
 * Rules by the `kind` of an error, or its name. What heals by looking again is tried soon; what only a person can mend
 * is tried seldom.
 */
const RULES: Record<string, RetryRule> = {
  conflict: { firstMs: 200, maxMs: 5_000 },
  ConflictError: { firstMs: 200, maxMs: 5_000 },
  unreachable: { firstMs: 2_000, maxMs: 30_000 },
  timeout: { firstMs: 2_000, maxMs: 30_000 },
  ServiceUnavailableError: { firstMs: 2_000, maxMs: 30_000 },
  throttled: { firstMs: 5_000, maxMs: 60_000 },
  forbidden: { firstMs: 15_000, maxMs: 300_000 },
  unauthorised: { firstMs: 15_000, maxMs: 300_000 },
  NotAllowedError: { firstMs: 15_000, maxMs: 300_000 },
};

/** The rule for what a handler threw. */
export function retryRuleFor(error: unknown): RetryRule {
  const keys =
    typeof error === 'object' && error !== null
      ? [
          'kind' in error ? String(error.kind) : '',
          'name' in error ? String(error.name) : '',
        ]
      : [];
  for (const key of keys) {
    if (Object.hasOwn(RULES, key)) {
      return RULES[key];
    }
  }
  return DEFAULT_RULE;
}

/**
 * Milliseconds to wait after a number of failures in a row: doubling up to the rule's most, then between half of that
 * and all of it, so that what failed together does not come back together. 1, 2, 4 … seconds give 500 to 1000, 1000 to
 * 2000, 2000 to 4000.
 *
 * @param random - from 0 to below 1
 */
export function backOffMs(
  rule: RetryRule,
  failures: number,
  random: number,
): number {
  const whole = Math.min(
    rule.maxMs,
    rule.firstMs * 2 ** Math.min(Math.max(failures, 1) - 1, 30),
  );
  return Math.round(whole / 2 + (whole / 2) * random);
}
