import { z } from 'zod';

/**
 * How many values each key of `flytower.seal.keys` seals in one plugin's database, and which keys it needs no more.
 *
 * @public
 */
export const sealVerdictSchema = z.object({
  current: z
    .boolean()
    .describe(
      "Whether the first key of the replica that answers is the newest. Where it is not, that replica's configuration is an older one",
    ),
  keys: z.array(
    z.object({
      id: z.string(),
      values: z.int().min(0).describe('Values sealed with it'),
      known: z
        .boolean()
        .describe('False where values need a key that the configuration lacks'),
      mayGo: z
        .boolean()
        .describe(
          'It was first once, another is now, and nothing is sealed with it any more. It goes once every plugin says so and no replica has it first',
        ),
    }),
  ),
});

/** @public */
export type SealVerdict = z.infer<typeof sealVerdictSchema>;
