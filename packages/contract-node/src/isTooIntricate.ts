/** No body of a contract comes near: the deepest has eight levels. */
const MAX_DEPTH = 32;
const MAX_VALUES = 50_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Whether a JSON text nests deeper, or holds more values, than anybody has to say. A megabyte of brackets takes most of a
 * second to parse; to count them takes milliseconds. What is no JSON is left to the parser.
 */
export function isTooIntricate(json: Uint8Array): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) {
      at = endOfString(json, at);
    } else if (byte === COMMA) {
      values += 1;
    } else if (OPENING.has(byte)) {
      depth += 1;
      values += 1;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
    if (depth > MAX_DEPTH || values > MAX_VALUES) {
      return true;
    }
  }
  return false;
}

function endOfString(json: Uint8Array, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    if (json[at] === BACKSLASH) {
      at += 1;
    } else if (json[at] === QUOTE) {
      return at;
    }
  }
  return json.length;
}
