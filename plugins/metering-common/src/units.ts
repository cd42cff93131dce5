const SECONDS_PER_HOUR = 3_600n;

/**
 * Millicore-seconds as core-hours, for show: `7200000` is 2.
 *
 * @public
 */
export function coreHours(millicoreSeconds: string): number {
  return scaled(millicoreSeconds, 1000n * SECONDS_PER_HOUR);
}

/**
 * Byte-seconds as GiB-hours, for show: `3865470566400` is 1.
 *
 * @public
 */
export function gibHours(byteSeconds: string): number {
  return scaled(byteSeconds, 2n ** 30n * SECONDS_PER_HOUR);
}

/**
 * Seconds as hours, for show: `5400` is 1.5.
 *
 * @public
 */
export function hours(seconds: string): number {
  return scaled(seconds, SECONDS_PER_HOUR);
}

/** Whole part and rest are divided apart, so that no digit is lost before the decimal point. */
function scaled(digits: string, unit: bigint): number {
  const value = BigInt(digits);
  return Number(value / unit) + Number(value % unit) / Number(unit);
}
