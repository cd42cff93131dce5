/** A server by what it says of itself. */
export interface Product {
  name: 'MariaDB' | 'MySQL';
  /** "10.11.19" */
  version: string;
}

const OLDEST: Record<Product['name'], string> = {
  MariaDB: '10.6.0',
  // The first with two passwords of one account.
  MySQL: '8.0.14',
};

/**
 * What `SELECT VERSION()` tells: "10.11.19-MariaDB-0+deb12u1", "5.5.5-10.6.2-MariaDB" (as behind some proxies), "8.0.36".
 */
export function productOf(version: string): Product | undefined {
  const [, mariadb] =
    /^(?:5\.5\.5-)?(\d+\.\d+\.\d+)-MariaDB/i.exec(version) ?? [];
  if (mariadb !== undefined) {
    return { name: 'MariaDB', version: mariadb };
  }
  const [, mysql] = /^(\d+\.\d+\.\d+)(?!.*TiDB)/i.exec(version) ?? [];
  return mysql === undefined ? undefined : { name: 'MySQL', version: mysql };
}

/** The oldest version that serves, where this one does not. */
export function tooOld({ name, version }: Product): string | undefined {
  const oldest = OLDEST[name];
  return compareVersions(version, oldest) < 0
    ? oldest.replace(/\.0$/, '')
    : undefined;
}

/** Below zero when `a` is older than `b`; both like "10.11.19". */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  const differences = right.map((part, index) => (left[index] ?? 0) - part);
  return differences.find(difference => difference !== 0) ?? 0;
}
