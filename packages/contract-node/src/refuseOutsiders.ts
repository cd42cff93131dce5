import { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import express from 'express';
import { isService, pluginOf } from './caller';

/**
 * Stands in front of the routes of an official plugin that would show everything to every service: lets people and the
 * plugins of this installation pass, and answers 403 to a token of `backend.auth.externalAccess`. `where` names what it
 * stands in front of, for example "the catalog".
 *
 * @public
 */
export function refuseOutsiders(
  httpAuth: HttpAuthService,
  where: string,
): express.RequestHandler {
  const check = async (req: express.Request) => {
    const credentials = await httpAuth.credentials(req);
    if (isService(credentials) && pluginOf(credentials) === undefined) {
      throw new NotAllowedError(
        `Of services, ${where} is only for the plugins of this installation, and ${credentials.principal.subject} comes from outside; ask as a person`,
      );
    }
  };
  return (req, _res, next) => {
    check(req).then(() => next(), next);
  };
}
