/**
 * A name made from free text: `Payments & Cards` gives `payments-cards`. Empty where no letter is left.
 *
 * @param max - how many characters the name may have
 *
 * @public
 */
export function suggestSlug(displayName: string, max: number): string {
  return displayName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, max)
    .replace(/-+$/, '');
}
