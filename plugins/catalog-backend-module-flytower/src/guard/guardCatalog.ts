import { AuthService, HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { refuseOutsiders } from '@flytower/contract-node';
import { OperationsAdmins } from '@flytower/plugin-tenancy-node';
import express, { NextFunction, Request, Response } from 'express';
import { Sight, SightOptions } from '../people/Sight';
import {
  ancestryAnswer,
  entitiesAnswer,
  entityTexts,
  facetsAnswer,
  known,
} from './answers';
import { assertBounded } from './bounds';
import { catalogRoutes, Handling } from './catalogRoutes';
import { fieldsOf } from './fieldsOf';
import { isRecord, JsonRecord } from './json';
import { wholeRef } from './refFields';
import {
  narrowedFilter,
  narrowFacets,
  narrowFacetsBody,
  narrowList,
  narrowPage,
  narrowPageBody,
  narrowRefsBody,
} from './requests';
import { rewriteAnswer, rewriteItems } from './rewriteAnswer';

export interface GuardOptions extends SightOptions {
  admins: OperationsAdmins;
  auth: Pick<AuthService, 'isPrincipal'>;
  httpAuth: HttpAuthService;
}

/**
 * Stands in front of the catalog's own router. Which entities somebody sees the permission decides; what these entities
 * say of others, and what can be found out by asking, is decided here: a relation to what the reader may not see is not
 * there, in any answer and in any question, whatever the permission policy says.
 *
 * Operations admins and the plugins of this installation pass, other services do not. How much one question may ask for is
 * bounded for all people.
 */
export function guardCatalog(options: GuardOptions): express.Router {
  const router = express.Router();
  router.use(refuseOutsiders(options.httpAuth, 'the catalog'));
  router.use(express.json());
  for (const [method, path, handling] of catalogRoutes) {
    router.all(path, (req, res, next) => {
      if (methodOf(req) !== method) {
        next();
        return;
      }
      guard(handling, options, req, res, next).catch(next);
    });
  }
  router.use((req, _res, next) => {
    refuseUnknown(options, req, next).catch(next);
  });
  return router;
}

/** Whoever reads the head of an answer reads the answer. */
function methodOf({ method }: Request): string {
  return method === 'HEAD' ? 'get' : method.toLowerCase();
}

async function guard(
  handling: Handling,
  options: GuardOptions,
  req: Request,
  res: Response,
  next: NextFunction,
): Promise<void> {
  const person = await personOf(options, req);
  if (person !== undefined) {
    assertBounded(req.url, req.query, bodyOf(req));
  }
  if (person !== undefined && !options.admins.includes(person)) {
    // A browser that has an answer of before a right was taken away must not be told that it still holds.
    delete req.headers['if-none-match'];
    delete req.headers['if-modified-since'];
    await handle(handling, Sight.of(person, options), req, res, next);
  }
  // As another callback of this path, the catalog's own router comes next.
  next('router');
}

/** The person who asks; undefined for plugins. */
async function personOf(
  { auth, httpAuth }: GuardOptions,
  req: Request,
): Promise<string | undefined> {
  const credentials = await httpAuth.credentials(req);
  return auth.isPrincipal(credentials, 'user')
    ? credentials.principal.userEntityRef
    : undefined;
}

async function handle(
  handling: Handling,
  sight: Sight,
  req: Request,
  res: Response,
  next: NextFunction,
): Promise<void> {
  const body = bodyOf(req);
  switch (handling) {
    case 'open':
      return;
    case 'operations':
      throw new NotAllowedError(
        'Only operations admins may do this with the catalog; ask them',
      );
    case 'refresh': {
      const ref = wholeRef(String(body.entityRef ?? ''));
      if (ref === undefined || !(await sight.seen([ref])).has(ref)) {
        throw new NotAllowedError();
      }
      // A second token in the body would make somebody else the one who asks.
      req.body = { entityRef: body.entityRef };
      return;
    }
    case 'list': {
      const fields = fieldsOf(req.query.fields);
      const query = await known(one => narrowList(req.query, one), sight);
      Object.assign(req, { query: { ...query, ...asked(fields.ask) } });
      if (fields.refer) {
        rewriteItems(res, next, entityTexts(sight, fields));
      }
      return;
    }
    case 'page': {
      const fields = fieldsOf(req.query.fields, body.fields);
      if (req.method === 'POST') {
        const narrowed = await known(one => narrowPageBody(body, one), sight);
        Object.assign(req, {
          query: {},
          body: { ...narrowed, ...asked(fields.ask) },
        });
      } else {
        const query = await known(one => narrowPage(req.query, one), sight);
        Object.assign(req, { query: { ...query, ...asked(fields.ask) } });
      }
      if (fields.refer) {
        rewriteAnswer(res, next, entitiesAnswer(sight, fields));
      }
      return;
    }
    case 'refs': {
      const fields = fieldsOf(req.query.fields, body.fields);
      const narrowed = await known(
        one => ({
          query: narrowedFilter(req.query, one),
          body: narrowRefsBody(body, one),
        }),
        sight,
      );
      Object.assign(req, {
        query: narrowed.query,
        body: { ...narrowed.body, ...asked(fields.ask) },
      });
      if (fields.refer) {
        rewriteAnswer(res, next, entitiesAnswer(sight, fields));
      }
      return;
    }
    case 'entity':
      Object.assign(req, { query: {} });
      rewriteAnswer(res, next, entitiesAnswer(sight, fieldsOf()));
      return;
    case 'ancestry':
      Object.assign(req, { query: {} });
      rewriteAnswer(res, next, ancestryAnswer(sight));
      return;
    case 'facets': {
      if (req.method === 'POST') {
        const narrowed = await known(one => narrowFacetsBody(body, one), sight);
        Object.assign(req, { query: {}, body: narrowed });
      } else {
        const query = await known(one => narrowFacets(req.query, one), sight);
        Object.assign(req, { query });
      }
      rewriteAnswer(res, next, facetsAnswer(sight));
      return;
    }
    default: {
      const unknown: never = handling;
      throw new InputError(`Unknown handling ${JSON.stringify(unknown)}`);
    }
  }
}

function asked(fields: string[] | undefined): { fields?: string[] } {
  return fields ? { fields } : {};
}

function bodyOf({ body }: Request): JsonRecord {
  const parsed: unknown = body;
  return isRecord(parsed) ? parsed : {};
}

/** The routes that Backstage gives to every plugin: its permissions, its actions. They decide for themselves. */
const BACKSTAGES = /^\/\.(well-known|backstage)\//;

async function refuseUnknown(
  options: GuardOptions,
  req: Request,
  next: NextFunction,
): Promise<void> {
  const person = await personOf(options, req);
  if (
    !BACKSTAGES.test(req.path) &&
    person !== undefined &&
    !options.admins.includes(person)
  ) {
    throw new NotFoundError(
      `There is no ${req.method} ${req.path} in the catalog for you`,
    );
  }
  next();
}
