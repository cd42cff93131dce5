import { root } from '../lib/places.mjs';

/** A frame of a stack, or where the portal lies on this machine: neither is anybody's business who reads an answer. */
export const TRACES = new RegExp(
  `\\n\\s+at |\\\\n\\s+at |node_modules|node:internal|${root.replace(
    /\W/g,
    '\\$&',
  )}`,
);
