import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  AuthResolverCatalogUserQuery,
  AuthResolverContext,
} from '@backstage/plugin-auth-node';
import { companyAccountResolver } from './companyAccountResolver';

type Info = Parameters<typeof companyAccountResolver>[0];

/** A catalog that knows Dan by name and Tara by e-mail. */
function resolve(
  userinfo: Record<string, unknown>,
  emailFailure: Error = new NotFoundError('no such user'),
) {
  const asked: AuthResolverCatalogUserQuery[] = [];
  const context = {
    async signInWithCatalogUser(query: AuthResolverCatalogUserQuery) {
      asked.push(query);
      if (
        'filter' in query &&
        JSON.stringify(query.filter).includes('tara@example.com')
      ) {
        return { token: 'tara' };
      }
      if (
        'entityRef' in query &&
        JSON.stringify(query.entityRef).includes('dan')
      ) {
        return { token: 'dan' };
      }
      throw 'filter' in query
        ? emailFailure
        : new NotFoundError('no such user');
    },
  } as unknown as AuthResolverContext;
  const info = {
    result: { fullProfile: { userinfo } },
    profile: {},
  } as unknown as Info;
  return { asked, answer: companyAccountResolver(info, context) };
}

describe('companyAccountResolver', () => {
  it('matches a verified e-mail', async () => {
    const { answer } = resolve({
      email: 'tara@example.com',
      email_verified: true,
      preferred_username: 'someone',
    });
    await expect(answer).resolves.toEqual({ token: 'tara' });
  });

  it('never matches an e-mail that nobody verified', async () => {
    const { answer, asked } = resolve({
      email: 'tara@example.com',
      email_verified: false,
      preferred_username: 'dan',
    });
    await expect(answer).resolves.toEqual({ token: 'dan' });
    expect(asked).toEqual([{ entityRef: { name: 'dan' } }]);
  });

  it('falls back to the user name when the catalog does not know the e-mail', async () => {
    const { answer } = resolve({
      email: 'dan@home.example',
      email_verified: true,
      preferred_username: 'dan',
    });
    await expect(answer).resolves.toEqual({ token: 'dan' });
  });

  it('does not fall back when the e-mail is ambiguous', async () => {
    const { answer } = resolve(
      {
        email: 'two@example.com',
        email_verified: true,
        preferred_username: 'dan',
      },
      new ConflictError('two users'),
    );
    await expect(answer).rejects.toThrow('two users');
  });

  it('says what to do when the account names nobody', async () => {
    await expect(resolve({ email: 'x@example.com' }).answer).rejects.toThrow(
      'ask your operations admin',
    );
  });
});
