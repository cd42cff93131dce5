import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Parses a part of a call, or says in one sentence what is wrong with it and where. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  part: 'path' | 'query' | 'body',
  raw: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw new InputError(
      `Check the ${part}: ${parsed.error.issues.map(sentenceOf).join('; ')}`,
    );
  }
  return parsed.data;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path ? `${path}: ${issue.message}` : issue.message;
}
