import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** How much of an input an error tells again: names in it are keys and values as long as the caller likes. */
const MOST = { sentences: 20, path: 200, message: 1_000 };

/**
 * Parses a part of a call, or says in one sentence what is wrong with it and where.
 *
 * @throws InputError of some 24,000 characters at most, whatever the input is.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  part: 'path' | 'query' | 'body',
  raw: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const sentences = issues.slice(0, MOST.sentences).map(sentenceOf);
    if (issues.length > MOST.sentences) {
      sentences.push(`and ${issues.length - MOST.sentences} more`);
    }
    throw new InputError(`Check the ${part}: ${sentences.join('; ')}`);
  }
  return parsed.data;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const path = shortened(issue.path.map(String).join('.'), MOST.path);
  const message = shortened(issue.message, MOST.message);
  return path ? `${path}: ${message}` : message;
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
