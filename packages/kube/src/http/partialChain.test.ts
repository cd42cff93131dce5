import 'reflect-metadata';
import { createPrivateKey } from 'node:crypto';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { Secret } from '@flytower/sealing';
import { EgressGuard } from '../connection/EgressGuard';
import { HostileServer } from './HostileServer';
import { HttpsTransport } from './HttpsTransport';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const keyPair = () =>
  crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

interface Signed {
  certificate: X509Certificate;
  keys: CryptoKeyPair;
}

/** A certificate signed by an issuer, or by itself; an authority unless it is for an address. */
async function signed(
  name: string,
  issuer?: Signed,
  address?: string,
): Promise<Signed> {
  const keys = await keyPair();
  const certificate = await X509CertificateGenerator.create(
    {
      subject: `CN=${name}`,
      issuer: issuer?.certificate.subject ?? `CN=${name}`,
      publicKey: keys.publicKey,
      signingKey: issuer?.keys.privateKey ?? keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 3_600_000),
      notAfter: new Date(Date.now() + 3_600_000),
      extensions: address
        ? [
            new SubjectAlternativeNameExtension([
              { type: 'ip', value: address },
            ]),
          ]
        : [new BasicConstraintsExtension(true, undefined, true)],
    },
    crypto,
  );
  return { certificate, keys };
}

const pem = ({ certificate }: Signed) => certificate.toString('pem');

async function keyOf({ keys }: Signed): Promise<string> {
  const key = Buffer.from(
    await crypto.subtle.exportKey('pkcs8', keys.privateKey),
  );
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
}

describe('HttpsTransport, given an authority that is not a root', () => {
  let server: HostileServer;
  let authorities: Record<'root' | 'intermediate' | 'leaf' | 'another', string>;

  beforeAll(async () => {
    const root = await signed('root');
    const intermediate = await signed('intermediate', root);
    const leaf = await signed('server', intermediate, '127.0.0.1');
    authorities = {
      root: pem(root),
      intermediate: pem(intermediate),
      leaf: pem(leaf),
      another: pem(await signed('another')),
    };
    server = await HostileServer.open({
      cert: `${pem(leaf)}\n${pem(intermediate)}`,
      key: await keyOf(leaf),
    });
    server.behave = it => it.answer();
  });
  afterAll(() => server.close());

  async function ask(authority: keyof typeof authorities): Promise<number> {
    const transport = HttpsTransport.create({
      connection: {
        server: server.url,
        caPem: authorities[authority],
        credential: { kind: 'token', token: Secret.of('t') },
      },
      guard: EgressGuard.fromCidrs(['127.0.0.0/8']),
    });
    try {
      const { status } = await transport.request({
        method: 'GET',
        path: '/version',
        timeoutMs: 10_000,
      });
      return status;
    } finally {
      transport.close();
    }
  }

  it.each(['root', 'intermediate', 'leaf'] as const)(
    'trusts what the %s vouches for, as kubectl does',
    async authority => {
      expect(await ask(authority)).toBe(200);
    },
  );

  it('trusts nothing that another authority would have to vouch for', async () => {
    await expect(ask('another')).rejects.toThrow();
  });
});
