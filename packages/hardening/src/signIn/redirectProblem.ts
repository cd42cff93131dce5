/** What a sign-in may be sent back to. */
export interface AppOrigins {
  /** Of `app.baseUrl`, for example `https://portal.example.com`. */
  own: string;
  /** Whether the configuration names further ones, which Backstage then checks by its own patterns. */
  others: boolean;
}

const REDIRECT =
  'The address to come back to after signing in must be an address of this portal; open the portal and sign in from there';
const ORIGIN =
  'The origin of this sign-in is not this portal; open the portal and sign in from there';

/**
 * Why a sign-in may not lead back to where it says; `undefined` when it may. Pure.
 *
 * The address must be written out as the browser would write it: everything that parsers read in more than one way (other
 * slashes, spaces, names and passwords, upper case in the scheme) is refused instead of understood.
 */
export function redirectProblem(
  redirectUrl: unknown,
  origins: AppOrigins,
): string | undefined {
  if (redirectUrl === undefined) {
    return undefined;
  }
  if (typeof redirectUrl !== 'string' || redirectUrl.length > 4096) {
    return REDIRECT;
  }
  // No control character, space, backslash or anything beyond ASCII: the browser would have encoded them.
  const plain = /^[\x21-\x5b\x5d-\x7e]+$/.test(redirectUrl);
  const inside =
    redirectUrl === origins.own ||
    ['/', '?', '#'].some(next => redirectUrl.startsWith(origins.own + next));
  return plain && inside ? undefined : REDIRECT;
}

/** Why this origin may not start a sign-in; `undefined` when it may. Pure. */
export function originProblem(
  origin: unknown,
  origins: AppOrigins,
): string | undefined {
  if (origin === undefined || origin === origins.own) {
    return undefined;
  }
  return typeof origin === 'string' &&
    origins.others &&
    URL.canParse(origin) &&
    new URL(origin).origin === origin
    ? undefined
    : ORIGIN;
}

/**
 * The same for the state that comes back from the provider. Whoever sends somebody a link writes it at will, and Backstage
 * redirects to what stands in it even when it refuses the rest.
 */
export function stateProblem(
  state: unknown,
  origins: AppOrigins,
): string | undefined {
  if (state === undefined) {
    return undefined;
  }
  if (typeof state !== 'string') {
    return REDIRECT;
  }
  const parts = new URLSearchParams(
    Buffer.from(state, 'hex').toString('utf-8'),
  );
  const problems = [
    ...parts.getAll('redirectUrl').map(url => redirectProblem(url, origins)),
    ...parts.getAll('origin').map(origin => originProblem(origin, origins)),
  ];
  return problems.find(problem => problem !== undefined);
}
