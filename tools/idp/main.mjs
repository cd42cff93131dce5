/**
 * The identity provider of a local installation: real OpenID Connect (authorization code, refresh tokens, groups), on the
 * loopback, for the demo people, without passwords. It refuses to start in production.
 */
import http from 'node:http';
import Provider from 'oidc-provider';
import { signInPage, troublePage } from './page.mjs';
import { claimsOf, PEOPLE } from './people.mjs';

if (process.env.NODE_ENV === 'production') {
  process.stderr.write(
    'The local identity provider lets anybody in and never runs in production; configure auth.providers.oidc for your own (app-config.production.yaml).\n',
  );
  process.exit(1);
}

const required = name => {
  const value = process.env[name];
  if (!value) {
    process.stderr.write(
      `The local identity provider is started by \`npm start\`, which sets ${name}.\n`,
    );
    process.exit(1);
  }
  return value;
};
const port = Number(required('FLYTOWER_IDP_PORT'));
const issuer = `http://localhost:${port}`;
const HOUR = 3600;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: required('FLYTOWER_IDP_CLIENT_ID'),
      client_secret: required('FLYTOWER_IDP_CLIENT_SECRET'),
      redirect_uris: [required('FLYTOWER_IDP_REDIRECT_URI')],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  ],
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
    groups: ['groups'],
  },
  scopes: ['openid', 'offline_access', 'groups'],
  jwks: { keys: [JSON.parse(required('FLYTOWER_IDP_SIGNING_KEY'))] },
  cookies: { keys: [required('FLYTOWER_IDP_COOKIE_KEY')] },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
  },
  pkce: { required: () => false },
  // Without a refresh token the portal would sign people out at each reload of its page.
  issueRefreshToken: async (_ctx, client) =>
    client.grantTypeAllowed('refresh_token'),
  ttl: {
    AccessToken: HOUR,
    IdToken: HOUR,
    RefreshToken: 24 * HOUR,
    Session: 24 * HOUR,
    Grant: 24 * HOUR,
    Interaction: HOUR / 6,
  },
  interactions: {
    url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
  },
  async findAccount(_ctx, id) {
    const person = PEOPLE.find(candidate => candidate.id === id);
    return (
      person && { accountId: person.id, claims: async () => claimsOf(person) }
    );
  },
  // The portal is the only client and ours: nobody is asked for consent.
  async loadExistingGrant(ctx) {
    const { client, session, provider: self } = ctx.oidc;
    const grant = new self.Grant({
      clientId: client.clientId,
      accountId: session.accountId,
    });
    grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '));
    await grant.save();
    return grant;
  },
});
provider.on('server_error', (_ctx, error) =>
  process.stderr.write(`${error.stack}\n`),
);

const protocol = provider.callback();

const server = http.createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', issuer);
  const match = /^\/interaction\/([\w-]+)(?:\/as\/(\w+))?$/.exec(pathname);
  if (!match) {
    protocol(request, response);
    return;
  }
  const [, interaction, chosen] = match;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  try {
    if (
      request.method === 'POST' &&
      PEOPLE.some(person => person.id === chosen)
    ) {
      await provider.interactionFinished(
        request,
        response,
        { login: { accountId: chosen } },
        { mergeWithLastSubmission: false },
      );
      return;
    }
    await provider.interactionDetails(request, response);
    response.end(signInPage(PEOPLE, interaction));
  } catch (error) {
    response.statusCode = 400;
    response.end(
      troublePage(
        `Go back to the portal and sign in again. (${error.message})`,
      ),
    );
  }
});

server.listen(port, '127.0.0.1', () =>
  process.stdout.write(`listening at ${issuer}\n`),
);
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
