import { z } from 'zod';

/**
 * What kind of public service it is, by the protocol it speaks. MariaDB and MySQL are both `mysql`.
 *
 * @public
 */
export const engineSchema = z.enum(['mysql', 'redis']);

/** @public */
export type Engine = z.infer<typeof engineSchema>;

/**
 * `host`: carved out of a registered server. On a `mysql` server an instance is a database with accounts of its own; a
 * `redis` server is one instance as a whole.
 *
 * @public
 */
export const editionSchema = z.enum(['host']);

/** @public */
export type Edition = z.infer<typeof editionSchema>;
