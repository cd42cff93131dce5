import { parse, stringify } from 'yaml';
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
    [
      'an address that never ends',
      { cluster: { server: `https://east/${'/'.repeat(60_000)}x` } },
      /more than 2048 characters/,
    ],
    ['plain http', { cluster: { server: 'http://10.0.0.1' } }, /is not HTTPS/],
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
      'two clusters of the name that counts',
      {
        top: {
          clusters: [
            { name: 'c', cluster },
            { name: 'c', cluster: { ...cluster, server: 'https://10.0.0.2' } },
          ],
        },
      },
      /two entries "c" under clusters/,
    ],
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
    ['a: *x', /is not YAML/],
    ['a: 1\na: 2', /a key twice/],
    ['{"a": 1, "a": [', /is not YAML/],
    ['a: 1\n---\nb: 2', /several YAML documents/],
    [`a: ${'x'.repeat(64 * 1024)}`, /larger than 64 KiB/],
    // Characters are fewer than bytes.
    [`a: ${'é'.repeat(33 * 1024)}`, /larger than 64 KiB/],
  ])('refuses %j with a sentence', (text, words) => {
    expect(() => parseKubeconfig(text)).toThrow(words);
  });

  it('never quotes the text, since keys are in it', () => {
    for (const text of [`canary: [`, `canary`, `users: canary`]) {
      expect(() => parseKubeconfig(text)).toThrow(/^((?!canary).)*$/);
    }
  });

  const tokenUser = (token: unknown) => ({
    top: { users: [{ name: 'u', user: { token } }] },
  });
  const tokenOf = (text: string) => {
    const { credential } = parseKubeconfig(text);
    return credential.kind === 'token' ? credential.token.reveal() : undefined;
  };

  it.each(['canary\n', '  canary', '\tcanary \r\n', 'canary\n\n'])(
    'takes the token %j without what stands around it',
    token => {
      expect(tokenOf(kubeconfig(tokenUser(token)))).toBe('canary');
    },
  );

  it.each([
    'can ary',
    'can\nary',
    'Bearer canary',
    'can\u0000ary',
    'canäry',
    'canary\u200b',
  ])('says that %j is no token, and does not quote it', token => {
    expect(() => parseKubeconfig(kubeconfig(tokenUser(token)))).toThrow(
      /^The token has white space or a character in it that no token has((?!canary).)*$/,
    );
  });

  it.each(['0123456789', '1e10', 'true1', '2026-01-01', '0x1F', '1_000'])(
    'keeps the token %s as it is written',
    token => {
      const text = kubeconfig(tokenUser('TOKEN')).replace('TOKEN', token);
      expect(tokenOf(text)).toBe(token);
    },
  );

  it.each([undefined, '', null])(
    'leaves the authorities to the machine where the file has %j for one',
    authority => {
      expect(
        parseKubeconfig(
          kubeconfig({ cluster: { 'certificate-authority-data': authority } }),
        ),
      ).not.toHaveProperty('caPem');
    },
  );

  const cases: [string, (text: string) => string][] = [
    ['with a byte order mark', text => `\uFEFF${text}`],
    ['with line ends of Windows', text => text.replace(/\n/g, '\r\n')],
    ['as JSON', text => JSON.stringify(parse(text))],
    [
      'as JSON indented by tabs after a byte order mark',
      text => `\uFEFF${JSON.stringify(parse(text), undefined, '\t')}`,
    ],
    ['after the mark of a document', text => `---\n${text}`],
    ['with an empty document after it', text => `${text}---\n`],
    ['with the end of a document', text => `${text}...\n`],
    ['with comments', text => `# mine\n${text}# end`],
    [
      'with base64 broken into lines',
      text =>
        text.replace(
          /certificate-authority-data: (\S+)/,
          (_, data) =>
            `certificate-authority-data: |\n${data.replace(
              /(.{10})/g,
              '        $1\n',
            )}\n`,
        ),
    ],
    [
      'with another cluster that has neither name nor address',
      text => text.replace('clusters:\n', 'clusters:\n  - cluster: 7\n  - 5\n'),
    ],
    [
      'with another user that runs a program and has a tag',
      text =>
        text.replace(
          'users:\n',
          'users:\n  - name: other\n    user: {exec: {command: aws}, token: !secret canary}\n',
        ),
    ],
    [
      'with another context that is not one',
      text =>
        text.replace('contexts:\n', 'contexts:\n  - name: [x]\n  - name: z\n'),
    ],
    [
      'with what newer versions add',
      text => `${text}extensions: [{name: x}]\n`,
    ],
    ['with an anchor', text => text.replace('server: ', 'server: &here ')],
    [
      'with a tag of YAML itself',
      text => text.replace('server: ', 'server: !!str '),
    ],
  ];

  it.each(cases)('reads a file %s', (_, change) => {
    const changed = change(kubeconfig());
    expect(changed).not.toBe(kubeconfig());
    expect(parseKubeconfig(changed)).toMatchObject({
      server: 'https://10.0.0.1:6443',
      caPem: PEM,
      credential: { kind: 'certificate', certPem: PEM },
    });
  });

  it('keeps a chain of authorities whole', () => {
    const chain = `${PEM}${PEM}`;
    expect(
      parseKubeconfig(
        kubeconfig({
          cluster: { 'certificate-authority-data': base64(chain) },
        }),
      ).caPem,
    ).toBe(chain);
  });

  it.each(['!secret canary', '!!binary Y2FuYXJ5', '!vault [canary]'])(
    'resolves no tag (%s), says where it stands, and warns nobody of it',
    value => {
      const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
      const text = kubeconfig(tokenUser('TOKEN')).replace('TOKEN', value);
      expect(() => parseKubeconfig(text)).toThrow(
        /^The kubeconfig has a YAML tag at users.0.user.token;((?!canary).)*$/,
      );
      expect(warn).not.toHaveBeenCalled();
      warn.mockRestore();
    },
  );

  it('says which entry is not complete', () => {
    expect(() =>
      parseKubeconfig(
        kubeconfig({
          top: {
            clusters: [
              { name: 'x', cluster: {} },
              { name: 'c', cluster: { server: null } },
            ],
          },
        }),
      ),
    ).toThrow(/look at clusters.1.cluster.server;/);
  });

  it('names a context of another type than a list', () => {
    expect(() => parseKubeconfig(kubeconfig({ top: { users: 'u' } }))).toThrow(
      /look at users;/,
    );
  });

  describe('takes no longer than it should, whatever is pasted', () => {
    const SIZE = 64 * 1024;
    const fill = (text: string) =>
      text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE);
    const lines = (line: (i: number) => string, count = SIZE) => {
      const all: string[] = [];
      for (let i = 0, size = 0; size < SIZE && i < count; i += 1) {
        all.push(line(i));
        size += line(i).length + 1;
      }
      return all.join('\n').slice(0, SIZE);
    };
    it.each<[string, string]>([
      ['double quotes', fill('"')],
      ['single quotes', fill("'")],
      ['pairs of quotes', fill('"" ')],
      ['open brackets', fill('[')],
      ['open braces', fill('{')],
      ['nested maps in one line', fill('{a: ')],
      ['nested lists in one line', fill('- ')],
      ['nested maps', lines(i => `${' '.repeat(i)}a:`)],
      ['nested JSON', fill('{"a":')],
      ['anchors in one line', fill('&a ')],
      ['anchors', lines(i => `- &a${i} x`)],
      ['one anchor again and again', fill('- &a x\n')],
      ['aliases', `a: &a x\nb:\n${fill('- *a\n')}`.slice(0, SIZE)],
      [
        'a billion laughs',
        lines(i =>
          i === 0
            ? 'a0: &a0 [x]'
            : `a${i}: &a${i} [${`*a${i - 1},`.repeat(9)}]`,
        ),
      ],
      [
        'laughs in the lists that are read',
        `x: &x {name: x}\nusers: [${fill('*x,').slice(0, SIZE - 40)}]`,
      ],
      ['merges', `a: &a {b: c}\n${fill('- {<<: *a}\n')}`.slice(0, SIZE)],
      ['keys', lines(i => `key${i}: v`)],
      ['keys in one line', `{${lines(i => `key${i}: v,`).replace(/\n/g, '')}`],
      ['tags', fill('- !secret x\n')],
      ['tags in one line', fill('!a ')],
      ['directives', fill('%TAG ! a\n')],
      ['documents', fill('---\n')],
      ['ends of documents', fill('...\n')],
      ['comments', fill('#\n')],
      ['one comment', fill('#')],
      ['line ends', fill('\n')],
      ['white space', fill(' ')],
      ['tabs', fill('\t')],
      ['a long text', `a: |\n${fill(' x\n')}`.slice(0, SIZE)],
      ['a folded text', `a: >\n${fill(' x\n\n')}`.slice(0, SIZE)],
      ['a plain text over many lines', `a:\n${fill(' b\n')}`.slice(0, SIZE)],
      ['escapes', `"${fill('\\x41')}`.slice(0, SIZE)],
      ['escaped line ends', `"${fill('\\\n')}`.slice(0, SIZE)],
      ['questions', fill('? ')],
      ['commas', `[${fill('a,')}`.slice(0, SIZE)],
      ['colons', fill(': ')],
      ['emoji', '😀'.repeat(SIZE / 4)],
      ['small objects', `[${fill('{"a":"b"},')}`.slice(0, SIZE)],
    ])('%s', (_, text) => {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SIZE);
      // Of the processor, so that what else runs here does not count.
      const before = process.cpuUsage();
      expect(() => parseKubeconfig(text)).toThrow('The kubeconfig');
      const used = process.cpuUsage(before);
      expect((used.user + used.system) / 1_000).toBeLessThan(200);
    });
  });
});
