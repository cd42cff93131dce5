/**
 * What an account may do in its database. Not EVENT: an event works on while its account is disabled.
 */
export const TENANT_PRIVILEGES = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'REFERENCES',
  'INDEX',
  'ALTER',
  'CREATE TEMPORARY TABLES',
  'LOCK TABLES',
  'EXECUTE',
  'CREATE VIEW',
  'SHOW VIEW',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'TRIGGER',
] as const;

/** Who may end other accounts' sessions; SUPER stands for it on older versions. */
const MAY_END_SESSIONS = ['CONNECTION ADMIN', 'CONNECTION_ADMIN', 'SUPER'];

/**
 * Which rights an administrator lacks, as its server names them.
 *
 * @param grants - the rows of SHOW GRANTS
 */
export function missingRights(grants: readonly string[]): string[] {
  const granted = new Set<string>();
  let mayGrant = false;
  for (const grant of grants) {
    const [, privileges] = /^GRANT (.+?) ON \*\.\* TO /.exec(grant) ?? [];
    if (privileges !== undefined) {
      privileges.split(',').forEach(name => granted.add(name.trim()));
      mayGrant ||= / WITH GRANT OPTION/.test(grant);
    }
  }
  const has = (name: string) =>
    granted.has('ALL PRIVILEGES') || granted.has(name);
  const [connectionAdmin = ''] = MAY_END_SESSIONS;
  return [
    ...[...TENANT_PRIVILEGES, 'CREATE USER', 'PROCESS'].filter(
      name => !has(name),
    ),
    ...(MAY_END_SESSIONS.some(has) ? [] : [connectionAdmin]),
    ...(mayGrant ? [] : ['GRANT OPTION']),
  ];
}

/** Whether an account has rights anywhere else than in the database of this pattern. */
export function reachesFurther(
  grants: readonly string[],
  pattern: string,
): boolean {
  return grants.some(
    grant =>
      !grant.startsWith('GRANT USAGE ON *.* TO ') &&
      !grant.includes(` ON ${pattern}.* TO `),
  );
}
