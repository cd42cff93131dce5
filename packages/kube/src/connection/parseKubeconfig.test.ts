import { stringify } from 'yaml';
import { parseKubeconfig } from './parseKubeconfig';

const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const KEY = '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n';
const base64 = (text: string) => Buffer.from(text).toString('base64');

const cluster = {
  server: 'https://10.0.0.1:6443',
  'certificate-authority-data': base64(PEM),
};
const user = {
  'client-certificate-data': base64(PEM),
  'client-key-data': base64(KEY),
};

function kubeconfig(
  changes: { cluster?: object; user?: object; top?: object } = {},
): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'main',
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { ...cluster, ...changes.cluster } }],
    users: [{ name: 'u', user: { ...user, ...changes.user } }],
    ...changes.top,
  });
}

describe('parseKubeconfig', () => {
  it('reads address, authority, certificate and key', () => {
    const connection = parseKubeconfig(kubeconfig());
    expect(connection).toMatchObject({
      server: 'https://10.0.0.1:6443',
      caPem: PEM,
      credential: { kind: 'certificate', certPem: PEM },
    });
    expect(
      connection.credential.kind === 'certificate' &&
        connection.credential.keyPem.reveal(),
    ).toBe(KEY);
  });

  it('reads a token, and the name that the certificate is for', () => {
    const connection = parseKubeconfig(
      kubeconfig({
        cluster: { 'tls-server-name': 'kubernetes' },
        top: { users: [{ name: 'u', user: { token: 'canary' } }] },
      }),
    );
    expect(connection.tlsServerName).toBe('kubernetes');
    expect(JSON.stringify(connection)).toContain(
      '"credential":{"kind":"token","token":"***"}',
    );
  });

  it('takes the only context when none is said to be the current one', () => {
    expect(
      parseKubeconfig(kubeconfig({ top: { 'current-context': '' } })).server,
    ).toBe('https://10.0.0.1:6443');
  });

  const twoContexts = ['a', 'b'].map(name => ({
    name,
    context: { cluster: 'c', user: 'u' },
  }));

  it.each<[string, Parameters<typeof kubeconfig>[0], RegExp]>([
    [
      'an exec plugin',
      { user: { exec: { command: 'aws' } } },
      /exec plugin; Flytower runs no programs/,
    ],
    [
      'an auth-provider',
      { user: { 'auth-provider': { name: 'gcp' } } },
      /auth-provider/,
    ],
    [
      'a file for the authority',
      { cluster: { 'certificate-authority': '/ca.crt' } },
      /names a file \(certificate-authority\)/,
    ],
    [
      'a file for the certificate',
      { user: { 'client-certificate': '/a.crt' } },
      /names a file \(client-certificate\)/,
    ],
    [
      'a file for the key',
      { user: { 'client-key': '/a.key' } },
      /names a file \(client-key\)/,
    ],
    [
      'a file for the token',
      { user: { tokenFile: '/token' } },
      /names a file \(tokenFile\)/,
    ],
    [
      'TLS turned off',
      { cluster: { 'insecure-skip-tls-verify': true } },
      /always verifies a cluster/,
    ],
    [
      'a proxy',
      { cluster: { 'proxy-url': 'http://proxy' } },
      /connects to clusters directly/,
    ],
    ['plain http', { cluster: { server: 'http://10.0.0.1' } }, /is not HTTPS/],
    [
      'no authority',
      { cluster: { 'certificate-authority-data': undefined } },
      /no certificate-authority-data/,
    ],
    [
      'a certificate without its key',
      { user: { 'client-key-data': undefined } },
      /only one of/,
    ],
    [
      'no credential',
      { top: { users: [{ name: 'u', user: {} }] } },
      /neither a client certificate with its key nor a token/,
    ],
    [
      'a password',
      { top: { users: [{ name: 'u', user: { password: 'canary' } }] } },
      /neither a client certificate/,
    ],
    ['impersonation', { user: { as: 'root' } }, /impersonates another user/],
    [
      'several contexts and no current one',
      { top: { 'current-context': '', contexts: twoContexts } },
      /several contexts/,
    ],
    ['no context', { top: { contexts: [] } }, /is not in the file/],
    [
      'a context of an unknown user',
      { top: { users: [] } },
      /the user "u", which is not in the file/,
    ],
    [
      'a context of an unknown cluster',
      { top: { clusters: [] } },
      /the cluster "c", which is not in the file/,
    ],
    [
      'an authority that is no PEM',
      { cluster: { 'certificate-authority-data': base64('canary') } },
      /is not base64 of a PEM block/,
    ],
  ])('refuses %s', (_, changes, words) => {
    expect(() => parseKubeconfig(kubeconfig(changes))).toThrow(words);
  });

  it.each([
    ['', /not complete/],
    ['hello', /not complete/],
    ['a: [', /is not YAML/],
    ['a: &x [1]\nb: *x', /is not YAML/],
  ])('refuses %j with a sentence', (text, words) => {
    expect(() => parseKubeconfig(text)).toThrow(words);
  });

  it('never quotes the text, since keys are in it', () => {
    for (const text of [`canary: [`, `canary`, `users: canary`]) {
      expect(() => parseKubeconfig(text)).toThrow(/^((?!canary).)*$/);
    }
  });
});
