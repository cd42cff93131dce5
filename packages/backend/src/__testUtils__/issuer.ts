import { generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { createServer, Server } from 'node:http';

/** A company's issuer of tokens, whose keys Backstage fetches. */
export async function startIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const jwk = {
    ...publicKey.export({ format: 'jwk' }),
    kid: 'one',
    alg: 'ES256',
  };
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, tokenOf: (sub: string) => signed(privateKey, sub) };
}

/** A JSON Web Token with this key, whoever it says that it is of. */
export function signed(
  key: KeyObject,
  sub: string,
  typ = 'JWT',
  aud = 'flytower',
) {
  const part = (value: object) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const content = `${part({ alg: 'ES256', kid: 'one', typ })}.${part({
    sub,
    aud,
    iat: now,
    exp: now + 600,
  })}`;
  const signature = sign('sha256', Buffer.from(content), {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  return `${content}.${signature.toString('base64url')}`;
}

export function addressOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${
    typeof address === 'object' ? address?.port : undefined
  }`;
}
