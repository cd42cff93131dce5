import http from 'node:http';
import { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { patientOidcAuthenticator } from './patientOidcAuthenticator';

function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/me`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

describe('patientOidcAuthenticator', () => {
  let down = true;
  const server = http.createServer((_, response) => {
    const { port } = server.address() as AddressInfo;
    response.statusCode = down ? 503 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(
      down ? '{}' : JSON.stringify(metadata(`http://127.0.0.1:${port}`)),
    );
  });
  beforeAll(
    () => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)),
  );
  afterAll(() => new Promise(resolve => server.close(resolve)));

  it('says that the provider is down, and signs in as soon as it is up', async () => {
    const { port } = server.address() as AddressInfo;
    const context = patientOidcAuthenticator.initialize({
      callbackUrl: 'http://localhost/callback',
      config: mockServices.rootConfig({
        data: {
          metadataUrl: `http://127.0.0.1:${port}/.well-known/openid-configuration`,
          clientId: 'flytower',
          clientSecret: 'not-a-secret',
        },
      }),
    });
    await expect(context.get()).rejects.toThrow(
      'The identity provider does not answer',
    );
    down = false;
    const discovery = await context.get();
    expect(
      (await discovery.promise).client.issuer.metadata.authorization_endpoint,
    ).toBe(`http://127.0.0.1:${port}/auth`);
  });
});
