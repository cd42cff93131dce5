/**
 * The short name of a person or platform from an entity reference: `user:default/olivia` is `olivia`.
 *
 * @public
 */
export function personName(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}
