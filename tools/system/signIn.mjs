/** Cookies of one sign-in, by origin. Enough for two loopback servers: no paths, no expiry. */
class CookieJar {
  #cookies = new Map();

  header(url) {
    return [...(this.#cookies.get(url.origin) ?? [])]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }

  keep(url, response) {
    const cookies = this.#cookies.get(url.origin) ?? new Map();
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    this.#cookies.set(url.origin, cookies);
  }
}

/**
 * Signs a demo person in as a browser would: start, the provider's page, the button with their name, the way back, the
 * session.
 *
 * @param {string} portal the portal's address
 * @param {string} person "dan"
 * @returns {Promise<string>} the Backstage token
 */
export async function signIn(portal, person) {
  const jar = new CookieJar();
  const go = async (address, init = {}, hops = 0) => {
    const url = new URL(address);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: jar.header(url) },
      signal: AbortSignal.timeout(10_000),
    });
    jar.keep(url, response);
    const location = response.headers.get('location');
    if (!location || hops > 10) {
      return { url, response };
    }
    await response.body?.cancel();
    return go(new URL(location, url), {}, hops + 1);
  };

  const query = new URLSearchParams({
    env: 'local',
    scope: 'openid profile email',
    origin: portal,
    flow: 'redirect',
    redirectUrl: `${portal}/`,
  });
  const page = await go(`${portal}/api/auth/oidc/start?${query}`);
  const html = await page.response.text();
  const action = new RegExp(`action="([^"]*/${person})"`).exec(html)?.[1];
  if (!action) {
    throw new Error(
      `The sign-in page has no button for ${person}: ${page.url} answers ${page.response.status}`,
    );
  }
  await go(new URL(action, page.url), { method: 'POST' });
  const session = await go(`${portal}/api/auth/oidc/refresh?env=local`, {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await session.response.json();
  if (!backstageIdentity) {
    throw new Error(`${person} could not sign in: ${session.response.status}`);
  }
  return backstageIdentity.token;
}
