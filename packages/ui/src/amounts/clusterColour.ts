/** Okabe and Ito's palette, which colour-blind people tell apart; without black and yellow, weak on one of our themes. */
const palette = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#56B4E9',
  '#E69F00',
] as const;

/**
 * The colour of a cluster or tenant: the same name has the same colour on every page and in every session.
 *
 * @public
 */
export function colourOf(name: string): string {
  let hash = 0;
  for (const letter of name) {
    hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  }
  return palette[hash % palette.length];
}
