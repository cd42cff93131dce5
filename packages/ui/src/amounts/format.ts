const bytesUnits = [
  [1024 ** 4, 'TiB'],
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
] as const;

/** A number in the language's own writing, with at most two digits after the point. */
export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(
    value,
  );
}

/** Bytes in the unit that reads best: `1.5 GiB`, `512 MiB`, `2 TiB`. */
export function formatBytes(bytes: number, language: string): string {
  const [unit, name] =
    bytesUnits.find(([size]) => Math.abs(bytes) >= size) ?? bytesUnits[2];
  return `${formatNumber(bytes / unit, language)} ${name}`;
}

/** An instant in the reader's time zone, to the second. */
export function formatInstant(at: Date, language: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(at);
}

const relativeUnits = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long ago, or in how long: `3 minutes ago`. Under 5 seconds it is `undefined`: the word for "now" is a text. */
export function formatRelative(
  at: Date,
  now: Date,
  language: string,
): string | undefined {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  if (Math.abs(seconds) < 5) {
    return undefined;
  }
  const [unit, size] =
    relativeUnits.find(([, length]) => Math.abs(seconds) >= length) ??
    relativeUnits[3];
  return new Intl.RelativeTimeFormat(language, { numeric: 'always' }).format(
    Math.trunc(seconds / size),
    unit,
  );
}

/** A length of time in its two greatest units: `1m 20s`, `2h 5m`, `0s`. */
export function formatDuration(ms: number, language: string): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    ['day', Math.floor(seconds / 86_400)],
    ['hour', Math.floor(seconds / 3_600) % 24],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ] as const;
  const first = parts.findIndex(([, count]) => count > 0);
  const shown =
    first === -1
      ? parts.slice(3)
      : parts.slice(first, first + 2).filter(([, count]) => count > 0);
  return shown
    .map(([unit, count]) =>
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: 'narrow',
      }).format(count),
    )
    .join(' ');
}
