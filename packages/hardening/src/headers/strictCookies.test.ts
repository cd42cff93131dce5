import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { startHardened } from '../__testUtils__/startHardened';
import { strictCookie } from './strictCookies';

const plain = { oneHost: true, secure: false };
const tls = { oneHost: true, secure: true };

describe('a cookie', () => {
  it.each([
    [
      'connect.sid=s%3A1; Path=/; HttpOnly',
      plain,
      'connect.sid=s%3A1; Path=/; HttpOnly; SameSite=Lax',
    ],
    [
      'connect.sid=s%3A1; Path=/; HttpOnly',
      tls,
      'connect.sid=s%3A1; Path=/; HttpOnly; SameSite=Lax; Secure',
    ],
    ['a=1; secure; samesite=none', tls, 'a=1; secure; SameSite=Lax'],
    [
      'a=1; Secure; SameSite=None',
      { oneHost: false, secure: true },
      'a=1; Secure; SameSite=None',
    ],
    ['a=1; SameSite=Strict', plain, 'a=1; SameSite=Strict'],
    ['a=b=c; Max-Age=0', plain, 'a=b=c; Max-Age=0; SameSite=Lax'],
    [
      'a="x"; Expires=Sat, 28 Nov 2026 18:00:00 GMT',
      plain,
      'a="x"; Expires=Sat, 28 Nov 2026 18:00:00 GMT; SameSite=Lax',
    ],
  ])('%s', (cookie, site, strict) => {
    expect(strictCookie(cookie, site)).toBe(strict);
  });

  it('is strict on the wire, whoever set it and how', async () => {
    const sets = createBackendPlugin({
      pluginId: 'sets',
      register(reg) {
        reg.registerInit({
          deps: { httpRouter: coreServices.httpRouter },
          async init({ httpRouter }) {
            httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
            httpRouter.use((request, response) => {
              response
                .cookie('one', '1')
                .cookie('two', '2', { sameSite: 'none' });
              if (request.path === '/raw') {
                response.writeHead(200);
                response.end();
              } else {
                response.json({});
              }
            });
          },
        });
      },
    });
    const backend = await startHardened([sets]);
    for (const path of ['/', '/raw']) {
      const { headers } = await fetch(`${backend.origin}/api/sets${path}`);
      expect(headers.getSetCookie()).toEqual([
        'one=1; Path=/; SameSite=Lax',
        'two=2; Path=/; SameSite=Lax',
      ]);
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    await backend.stop();
  });
});
