import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import hardening from '@flytower/hardening';
import { parse } from 'yaml';

const { csp } = parse(
  readFileSync(
    resolve(__dirname, '../../../app-config.production.yaml'),
    'utf8',
  ),
).backend;

describe('the configuration of production', () => {
  it('lets the pages of the portal reach its own backend alone, and nobody frame them', async () => {
    const finder = createServer();
    await new Promise<void>(found =>
      finder.listen(0, '127.0.0.1', () => found()),
    );
    const { port } = finder.address() as AddressInfo;
    await new Promise(closed => finder.close(closed));
    const baseUrl = `http://127.0.0.1:${port}`;
    const backend = createBackend();
    backend.add(hardening);
    backend.add(mockServices.rootLogger.factory());
    backend.add(
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl },
          permission: { enabled: true },
          backend: {
            baseUrl,
            csp,
            listen: `127.0.0.1:${port}`,
            database: { client: 'better-sqlite3', connection: ':memory:' },
          },
        },
      }),
    );
    await backend.start();
    try {
      const { headers } = await fetch(
        `${baseUrl}/.backstage/health/v1/liveness`,
      );
      const policy = (headers.get('content-security-policy') ?? '').split(';');
      expect(policy).toEqual(
        expect.arrayContaining([
          "connect-src 'self'",
          "frame-ancestors 'none'",
          "form-action 'self'",
          "object-src 'none'",
        ]),
      );
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    } finally {
      await backend.stop();
    }
  });
});
