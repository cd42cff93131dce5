import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { Contract, openApiDocument, Route, Routes } from '@flytower/contract';
import express from 'express';
import Router from 'express-promise-router';
import { assertStorable } from './assertStorable';
import { authorise, Authority, denied, Sight } from './authorise';
import { Call, Handlers } from './Call';
import { Caller, callerOf } from './caller';
import { parseInput } from './parseInput';
import { readBody } from './readBody';
import { TextStream } from './TextStream';

/** @public */
export interface ContractRouterOptions extends Authority {
  httpAuth: HttpAuthService;
  /** Stands in the OpenAPI document. */
  version?: string;
}

/**
 * The express router of a contract. Each call goes through the same door: credentials, permission, parsing, handler,
 * result parsed by the route's own schema (what it does not name is not sent). Whoever may not call a route learns
 * nothing of how to call it, so permission comes before parsing. Also serves the OpenAPI document as
 * `GET /v1/openapi.json` to whoever is signed in.
 *
 * @public
 */
export function createContractRouter<R extends Routes>(
  contract: Contract<R>,
  handlers: Handlers<R>,
  options: ContractRouterOptions,
): express.Router {
  const router = Router();
  const document = openApiDocument(contract, {
    version: options.version ?? '1',
  });
  router.get('/v1/openapi.json', async (request, response) => {
    await options.httpAuth.credentials(request, { allow: ['user', 'service'] });
    response.json(document);
  });
  for (const [id, route] of routesOf(contract)) {
    const handle = handlers[id];
    router[route.method](route.path, async (request, response) => {
      const caller = await callerOf(options.httpAuth, request);
      const sight = await authorise(options, route, caller, request);
      const call = await parseCall(route, caller, sight, request, response);
      try {
        await send(route, await handle(call), response);
      } catch (error) {
        throw error instanceof NotAllowedError
          ? await denied(options, route, caller, request, { error })
          : error;
      }
    });
  }
  return router;
}

/** Object.entries forgets that each key has its own route. */
function routesOf<R extends Routes>(contract: Contract<R>) {
  return Object.entries(contract.routes) as [keyof R, R[keyof R]][];
}

async function parseCall<R extends Route>(
  route: R,
  caller: Caller,
  sight: Sight,
  request: express.Request,
  response: express.Response,
): Promise<Call<R>> {
  assertStorable('path', request.params);
  assertStorable('query', request.query);
  const params = parseInput<R['params']>(route.params, 'path', request.params);
  const query = parseInput<R['query']>(route.query, 'query', request.query);
  const idempotencyKey = keyOf(route, request);
  const sent = await readBody(request, response);
  assertStorable('body', sent);
  const body = parseInput<R['body']>(route.body, 'body', sent);
  return {
    params,
    query,
    body,
    caller,
    ...sight,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(request.headers['if-match'] === undefined
      ? {}
      : { ifMatch: request.headers['if-match'] }),
    request,
  };
}

function keyOf(route: Route, request: express.Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined && route.idempotencyKey === 'required') {
    throw new InputError(
      `${request.method} ${request.path} needs the header Idempotency-Key: a text of your own (a UUID, say), the same when you send the same call again`,
    );
  }
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new InputError(
      'The header Idempotency-Key may have 1 to 200 visible ASCII characters',
    );
  }
  return key;
}

async function send(
  route: Route,
  result: unknown,
  response: express.Response,
): Promise<void> {
  if (route.status === 204) {
    response.status(204).end();
    return;
  }
  if (route.produces && result instanceof TextStream) {
    response.status(route.status).type(route.produces);
    // A reader who goes away ends it too, which is nobody's error.
    await pipeline(Readable.from(result), response).catch(error => {
      if (!response.destroyed || !isGone(error)) {
        throw error;
      }
    });
    return;
  }
  const answer = route.result.parse(result);
  if (route.produces) {
    response.status(route.status).type(route.produces).send(answer);
    return;
  }
  response.status(route.status).json(answer);
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_STREAM_PREMATURE_CLOSE'
  );
}
