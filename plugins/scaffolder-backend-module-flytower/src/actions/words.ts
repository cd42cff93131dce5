import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';

/** One example of an action, as the list of actions shows it. */
export function exampleOf(
  description: string,
  action: string,
  input: JsonObject,
): { description: string; example: string } {
  const [kind] = action.split(':').slice(-2);
  return {
    description,
    // Every JSON document is a YAML document.
    example: JSON.stringify(
      { steps: [{ id: kind, name: description, action, input }] },
      null,
      2,
    ),
  };
}

/** The value, or an `InputError` with the schema's own sentences: the same that the server would say. */
export function checked<S extends z.ZodType>(
  schema: S,
  value: z.input<S>,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues.map(({ message }) => message).join('. '),
    );
  }
  return parsed.data;
}
