import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  AuthorizeResult,
  ConditionalPolicyDecision,
} from '@backstage/plugin-permission-common';
import { z } from 'zod';

const TIMEOUT_MS = 10_000;

/** Conditions, and the one resource they are asked of. */
export interface ConditionQuery {
  resourceRef: string;
  decision: ConditionalPolicyDecision;
}

const answerSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      result: z.enum([AuthorizeResult.ALLOW, AuthorizeResult.DENY]),
    }),
  ),
});

/** Asks the plugin that has a resource whether conditions hold for it, by the route by which Backstage itself asks. */
export class ConditionClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  private constructor(auth: AuthService, discovery: DiscoveryService) {
    this.#auth = auth;
    this.#discovery = discovery;
  }

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): ConditionClient {
    return new ConditionClient(options.auth, options.discovery);
  }

  /** One answer a query, in their order: a call for each plugin, however many resources of it are asked about. */
  async hold(
    queries: ConditionQuery[],
    credentials: BackstageCredentials,
  ): Promise<boolean[]> {
    const plugins = new Set(queries.map(({ decision }) => decision.pluginId));
    const answers = await Promise.all(
      [...plugins].map(pluginId =>
        this.#ask(
          pluginId,
          queries
            .map((query, index) => ({ ...query, id: String(index) }))
            .filter(({ decision }) => decision.pluginId === pluginId),
          credentials,
        ),
      ),
    );
    const allowed = new Set(answers.flat());
    return queries.map((_, index) => allowed.has(String(index)));
  }

  async #ask(
    pluginId: string,
    queries: (ConditionQuery & { id: string })[],
    credentials: BackstageCredentials,
  ): Promise<string[]> {
    const base = await this.#discovery.getBaseUrl(pluginId);
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: pluginId,
    });
    const response = await fetch(
      `${base}/.well-known/backstage/permissions/apply-conditions`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          items: queries.map(({ id, resourceRef, decision }) => ({
            id,
            resourceRef,
            resourceType: decision.resourceType,
            conditions: decision.conditions,
          })),
        }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return answerSchema
      .parse(await response.json())
      .items.filter(({ result }) => result === AuthorizeResult.ALLOW)
      .map(({ id }) => id);
  }
}
