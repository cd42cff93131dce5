import { homedir, tmpdir } from 'node:os';
import { dirname } from 'node:path';

/**
 * One line of a stack trace, as V8 writes it. Blanks alone, for `\s` runs over line breaks too: from each of a thousand
 * empty lines it would look through all that follow.
 */
const FRAME = /^[ \t]+at .*(?:\r?\n|$)/gm;

/** Where this process keeps its files: nobody who reads an answer needs to know, and somebody who attacks would like to. */
function placesOfServer(): string[] {
  const places = [
    process.cwd(),
    __dirname.split(/\/(?:node_modules|packages|dist)\//)[0],
    dirname(dirname(process.execPath)),
    homedir(),
    tmpdir(),
  ];
  // A home of `/` would make a place of every path.
  return [...new Set(places)]
    .filter(place => place.split('/').filter(Boolean).length > 0)
    .sort((a, b) => b.length - a.length);
}

const PATHS = new RegExp(
  `(?<![\\w.~/-])(?:file://)?(?:${placesOfServer()
    .map(place => place.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')})(?:/[^\\s'"\`,;:()<>\\\\]*)?(?![\\w-])`,
  'g',
);

/**
 * A text without stack traces, and with only the last part of each path of this server. Takes time in proportion to the
 * length of the text.
 *
 * Example: `Error: ENOENT, open '/srv/flytower/templates/a.yaml'` and its frames become `Error: ENOENT, open 'a.yaml'`.
 *
 * @param most - Of how many characters at most; what is longer is cut and ends in `…`
 */
export function withoutTraces(text: string, most = Infinity): string {
  return (text.length > most ? `${text.slice(0, most - 1)}…` : text)
    .replace(FRAME, '')
    .replace(PATHS, path => path.split('/').filter(Boolean).at(-1) ?? '')
    .trimEnd();
}

/** The same for every text in a JSON value; keys named `stack` are left out. */
export function valueWithoutTraces(value: unknown, most?: number): unknown {
  if (typeof value === 'string') {
    return withoutTraces(value, most);
  }
  if (Array.isArray(value)) {
    return value.map(inner => valueWithoutTraces(inner, most));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== 'stack')
        .map(([key, inner]) => [key, valueWithoutTraces(inner, most)]),
    );
  }
  return value;
}

/** A JSON text without them; any other text as {@link withoutTraces} leaves it. */
export function bodyWithoutTraces(body: string, most?: number): string {
  try {
    return JSON.stringify(valueWithoutTraces(JSON.parse(body), most));
  } catch {
    return withoutTraces(body, most);
  }
}
