const UNITS: Record<string, number> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY =
  /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

/**
 * A Kubernetes quantity as a number of its base unit: `250m` is 0.25, `1Gi` is 1073741824, `12e3` is 12000.
 *
 * @throws RangeError for what is no quantity
 * @public
 */
export function parseQuantity(text: string): number {
  const match = QUANTITY.exec(text);
  if (!match) {
    throw new RangeError(`"${text}" is not a Kubernetes quantity`);
  }
  const [, digits, exponent = '', unit = ''] = match;
  return Number(`${digits}${exponent}`) * (UNITS[unit] ?? 1);
}

/** Thousandths of a core; a part of one counts as a whole one, as the scheduler counts. @public */
export function millicores(text: string | undefined): number {
  return text === undefined ? 0 : roundUp(parseQuantity(text) * 1000);
}

/** Bytes, or pieces. */
export function whole(text: string | undefined): number {
  return text === undefined ? 0 : roundUp(parseQuantity(text));
}

/** Up, but 100.00000000000001 is 100: the digits behind come from binary fractions, not from the manifest. */
function roundUp(value: number): number {
  return Math.ceil(Number(value.toPrecision(15)));
}
