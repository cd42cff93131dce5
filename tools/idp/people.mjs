/** The demo people of examples/org.yaml, as the local identity provider knows them. */
export const PEOPLE = [
  {
    id: 'olivia',
    name: 'Olivia',
    groups: ['operations'],
    may: 'Operations admin: registers clusters, onboards tenants, reads the whole operation log.',
  },
  {
    id: 'tara',
    name: 'Tara',
    groups: [],
    may: 'Owner of the tenant payments: everything inside it, its members too.',
  },
  {
    id: 'dan',
    name: 'Dan',
    groups: [],
    may: 'Developer in payments: creates applications and services, and releases them.',
  },
  {
    id: 'lee',
    name: 'Lee',
    groups: [],
    may: 'Lead in payments: reads what runs there and what it uses.',
  },
  {
    id: 'shen',
    name: 'Shen',
    groups: [],
    may: 'Developer of another tenant, shop: sees nothing of payments.',
  },
].map(person => ({ ...person, email: `${person.id}@example.com` }));

/** What an application may learn of a person. */
export function claimsOf({ id, name, email, groups }) {
  return {
    sub: id,
    preferred_username: id,
    name,
    email,
    email_verified: true,
    groups,
  };
}
