import { personRefSchema } from '@flytower/plugin-tenancy-common';
import { Person } from './usePeople';

/**
 * The entity reference that somebody means by what they typed: a whole one, the name of a person of the catalog, or the
 * last part of a reference. `Tara`, `tara` and `user:default/tara` are one person; nonsense is `undefined`.
 */
export function personRefOf(
  typed: string,
  people: readonly Person[],
): string | undefined {
  const text = typed.trim().toLowerCase();
  const known = people.find(
    ({ name, ref }) => name.toLowerCase() === text || ref === text,
  );
  const ref =
    known?.ref ?? (text.includes(':') ? text : `user:default/${text}`);
  return personRefSchema.safeParse(ref).data;
}
