import { RootConfigService } from '@backstage/backend-plugin-api';
import { RequestHandler } from 'express';

/**
 * One `Set-Cookie` made strict: `SameSite=Lax` where nothing is said, and instead of `None` where app and backend are one
 * site; `Secure` where the backend is reached by TLS. `Lax` and not `Strict`, for people come back from the identity
 * provider by a link.
 */
export function strictCookie(
  cookie: string,
  site: { oneHost: boolean; secure: boolean },
): string {
  const [pair, ...attributes] = cookie.split(/;\s*/);
  const named = (name: string) => (attribute: string) =>
    attribute.split('=')[0].toLowerCase() === name;
  const sameSite = attributes.find(named('samesite'))?.split('=')[1];
  const kept = attributes.filter(attribute => !named('samesite')(attribute));
  const lax =
    sameSite === undefined ||
    (site.oneHost && sameSite.toLowerCase() === 'none');
  const result = [pair, ...kept, `SameSite=${lax ? 'Lax' : sameSite}`];
  return (
    site.secure && !kept.some(named('secure')) ? [...result, 'Secure'] : result
  ).join('; ');
}

/** Makes every cookie of every answer strict, whichever plugin set it. */
export function strictCookies(config: RootConfigService): RequestHandler {
  const backend = new URL(config.getString('backend.baseUrl'));
  const app = new URL(config.getOptionalString('app.baseUrl') ?? backend);
  const site = {
    oneHost: app.hostname === backend.hostname,
    secure: backend.protocol === 'https:',
  };
  return (_, response, next) => {
    // Cookies of a session are set as late as this, by a wrapper around this one.
    const writeHead = response.writeHead;
    response.writeHead = (...args: unknown[]) => {
      const cookies = response.getHeader('set-cookie');
      if (cookies !== undefined && !response.headersSent) {
        response.setHeader(
          'set-cookie',
          [cookies].flat().map(cookie => strictCookie(String(cookie), site)),
        );
      }
      Reflect.apply(writeHead, response, args);
      return response;
    };
    next();
  };
}
