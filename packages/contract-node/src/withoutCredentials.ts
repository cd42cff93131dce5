/** The last word of the names of parameters whose values let somebody in, or are part of what does. */
const NAMES = new Set([
  'apikey',
  'assertion',
  'code',
  'jwt',
  'key',
  'nonce',
  'password',
  'samlrequest',
  'samlresponse',
  'secret',
  'sig',
  'signature',
  'state',
  'ticket',
  'token',
  'verifier',
]);

/**
 * An address as it may stand in a log: `***` in place of each value of its query that is a credential, such as the
 * single-use code of a sign-in, and in place of all that follows a hash. All else stays as it was written.
 *
 * Example: `/handler/frame?code=ab12&env=local` becomes `/handler/frame?code=***&env=local`.
 *
 * @public
 */
export function withoutCredentials(address: string): string {
  const [beforeHash, ...afterHash] = address.split('#');
  const [path, ...query] = beforeHash.split('?');
  const kept = query
    .join('?')
    .split('&')
    .map(parameter => {
      const [name, ...value] = parameter.split('=');
      return value.length > 0 && isCredential(name) ? `${name}=***` : parameter;
    })
    .join('&');
  return `${path}${query.length > 0 ? `?${kept}` : ''}${
    afterHash.length > 0 ? '#***' : ''
  }`;
}

/** `id_token`, `idToken`, `token[]` and `form[token]` are all a token. */
function isCredential(name: string): boolean {
  const last = decoded(name)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
    .at(-1);
  return last !== undefined && NAMES.has(last);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
