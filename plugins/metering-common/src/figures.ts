import { z } from 'zod';

/** A whole number in decimal digits: sums of byte-seconds do not fit a JavaScript number. */
const wholeSchema = z.string().regex(/^\d+$/, 'a whole number in digits');

/**
 * What is known of a sum: it is at least `least` and at most `most`. They differ by the time that nobody saw; bills go
 * by `least`. A pod of 2 cores that was seen for an hour and then lost from sight for ten minutes before it was found
 * gone: 7,200,000 to 8,400,000 millicore-seconds.
 *
 * @public
 */
export const boundsSchema = z.object({
  least: wholeSchema,
  most: wholeSchema,
});

/** @public */
export type Bounds = z.infer<typeof boundsSchema>;

/**
 * The sums of one line. CPU and memory count while a thing runs, storage while it exists; all of them as requested.
 *
 * @public
 */
export const usageFiguresSchema = z.object({
  resources: z.int().min(0).describe('How many different resources'),
  existedSeconds: boundsSchema,
  ranSeconds: boundsSchema,
  stoppedSeconds: boundsSchema,
  cpuMillicoreSeconds: boundsSchema,
  memoryByteSeconds: boundsSchema,
  storageByteSeconds: boundsSchema,
});

/** @public */
export type UsageFigures = z.infer<typeof usageFiguresSchema>;

/** The sums that have bounds, in the order that pages show them. @public */
export const boundedFigures = [
  'existedSeconds',
  'ranSeconds',
  'stoppedSeconds',
  'cpuMillicoreSeconds',
  'memoryByteSeconds',
  'storageByteSeconds',
] as const;

/** @public */
export type BoundedFigure = (typeof boundedFigures)[number];
