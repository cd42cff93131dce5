import { impersonationHeaders } from './impersonation';

const serviceAccount = { namespace: 'flytower-system', name: 'a-viewer' };

describe('The headers of an impersonated call', () => {
  it('name the account, and the person in an extra whose key is percent-encoded', () => {
    expect(
      impersonationHeaders({ serviceAccount, user: 'user:default/dan' }),
    ).toEqual({
      'Impersonate-User': 'system:serviceaccount:flytower-system:a-viewer',
      'Impersonate-Extra-flytower.dev%2Fuser': 'user:default/dan',
    });
    expect(impersonationHeaders(undefined)).toEqual({});
  });

  it.each(['a:b', 'a\r\nX: y', 'A', ''])(
    'refuse the account name %j, which would name somebody else',
    name => {
      expect(() =>
        impersonationHeaders({ serviceAccount: { ...serviceAccount, name } }),
      ).toThrow(/is not a name of a ServiceAccount/);
    },
  );

  it.each(['user:default/dän', 'a\nb', ''])('refuse the person %j', user => {
    expect(() => impersonationHeaders({ serviceAccount, user })).toThrow(
      /cannot be passed on/,
    );
  });
});
