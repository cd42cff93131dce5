import { withoutCredentials } from './withoutCredentials';

describe('withoutCredentials', () => {
  it.each([
    [
      '/api/auth/oidc/handler/frame?code=ab12&state=cd34&iss=https://idp',
      '/api/auth/oidc/handler/frame?code=***&state=***&iss=https://idp',
    ],
    // In whatever spelling the server would take it for the same.
    ['/x?c%6Fde=ab12&Code=ab12', '/x?c%6Fde=***&Code=***'],
    ['/x?code[]=ab&params[code]=cd', '/x?code[]=***&params[code]=***'],
    ['/x?code=ab=cd?ef', '/x?code=***'],
    ['/x?%=1&code=ab', '/x?%=1&code=***'],
    ...[
      'token',
      'access_token',
      'id_token',
      'idToken',
      'refresh_token',
      'assertion',
      'client_assertion',
      'client_secret',
      'code_verifier',
      'device_code',
      'nonce',
      'password',
      'api_key',
      'apikey',
      'X-Amz-Signature',
      'sig',
      'jwt',
      'ticket',
      'SAMLResponse',
      'RelayState',
    ].map(name => [`/x?a=1&${name}=ab12&b=2`, `/x?a=1&${name}=***&b=2`]),
    // A whole address, as a referrer is; what follows the hash never leaves a browser, and somebody may write it.
    ['https://portal/?token=ab#/x', 'https://portal/?token=***#***'],
    ['https://portal/#id_token=ab12', 'https://portal/#***'],
  ])('%s', (address, expected) => {
    expect(withoutCredentials(address)).toBe(expected);
  });

  it.each([
    '/x?tenant=payments&encoded=%2F&limit=5',
    '/x?decode=1&estate=2&tokens=3&code',
    '/x?',
    '/x',
    '',
  ])('leaves %s as it was written', address => {
    expect(withoutCredentials(address)).toBe(address);
  });

  it('is quick with an address as long as a server takes', () => {
    const begun = performance.now();
    withoutCredentials(`/x?${'%6&=?'.repeat(20_000)}`);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
