import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { people } from './fillWholeBackend';

export type Role = keyof typeof people;

const MEMBERS: Role[] = ['owner', 'developer', 'lead', 'viewer'];

/** Who has which permission inside a tenant, by the page that people read. */
export function permissionsPage(): Map<string, Role[]> {
  const page = readFileSync(
    resolve(__dirname, '../../../../docs/reference/permissions.md'),
    'utf8',
  );
  return new Map(
    [...page.matchAll(/^\| `([a-z.-]+)` *\| ([^|]+)\|/gm)].map(
      ([, permission, who]) => [
        permission,
        who
          .trim()
          .split(', ')
          .flatMap<Role>(one => {
            switch (one) {
              case 'everybody signed in':
                return [...MEMBERS, 'operations'];
              case 'members':
                return MEMBERS;
              // The last is of no tenant, hence of no role.
              case 'nobody':
              case 'whoever started it':
                return [];
              case 'owner':
              case 'developer':
              case 'lead':
              case 'viewer':
              case 'operations':
                return [one];
              default:
                throw new Error(`The page names "${one}", who is nobody`);
            }
          }),
      ],
    ),
  );
}
