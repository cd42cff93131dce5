import './series.css';

/** How many colours series.css has. */
const COLOURS = 5;

/**
 * The colour of a cluster or tenant, for CSS and SVG: the same name has the same colour on every page and in every
 * session. It follows the theme.
 *
 * @public
 */
export function colourOf(name: string): string {
  // FNV-1a, which tells names apart that differ in one letter, like "east" and "west".
  let hash = 0x811c9dc5;
  for (const letter of name) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return `var(--flytower-series-${hash % COLOURS})`;
}
