import { homedir, tmpdir } from 'node:os';
import { dirname } from 'node:path';

/** One line of a stack trace, as V8 writes it. */
const FRAME = /^\s+at .*(?:\r?\n|$)/gm;

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
 * A text without stack traces, and with only the last part of each path of this server.
 *
 * Example: `Error: ENOENT, open '/srv/flytower/templates/a.yaml'` and its frames become `Error: ENOENT, open 'a.yaml'`.
 */
export function withoutTraces(text: string): string {
  return text
    .replace(FRAME, '')
    .replace(PATHS, path => path.replace(/\/+$/, '').split('/').at(-1) ?? '')
    .trimEnd();
}

/** The same for every text in a JSON value; keys named `stack` are left out. */
export function valueWithoutTraces(value: unknown): unknown {
  if (typeof value === 'string') {
    return withoutTraces(value);
  }
  if (Array.isArray(value)) {
    return value.map(valueWithoutTraces);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== 'stack')
        .map(([key, inner]) => [key, valueWithoutTraces(inner)]),
    );
  }
  return value;
}

/** A JSON text without them; any other text as {@link withoutTraces} leaves it. */
export function bodyWithoutTraces(body: string): string {
  try {
    return JSON.stringify(valueWithoutTraces(JSON.parse(body)));
  } catch {
    return withoutTraces(body);
  }
}
