import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import express from 'express';
import Router from 'express-promise-router';
import { ArchiveStore } from './ArchiveStore';

/**
 * `GET /v1/archives/:id` tells of an archive, `GET /v1/archives/:id/content` is the zip. Only its creator hears of it;
 * for everybody else, and after a day, there is none.
 */
export function archiveRouter(options: {
  archives: ArchiveStore;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { archives, auditor, httpAuth } = options;
  const router = Router();
  const find = async (request: express.Request) => {
    const { principal } = await httpAuth.credentials(request, {
      allow: ['user'],
    });
    const owner = principal.userEntityRef;
    const archive = await archives.find(request.params.id, owner);
    if (!archive) {
      throw new NotFoundError(
        'There is no archive of yours at this address: it may have expired, a day after it was made; run the template again',
      );
    }
    return { archive, owner };
  };
  router.get('/v1/archives/:id', async (request, response) => {
    const { archive } = await find(request);
    response.json({ ...archive, expiresAt: archive.expiresAt.toISOString() });
  });
  router.get('/v1/archives/:id/content', async (request, response) => {
    const event = await auditor.createEvent({
      eventId: 'archive-download',
      severityLevel: 'medium',
      request,
      meta: { archive: request.params.id },
    });
    try {
      const { archive, owner } = await find(request);
      const content = await archives.content(archive.id, owner);
      await event.success({ meta: { fileName: archive.fileName } });
      response
        .status(200)
        .set('content-type', 'application/zip')
        .set(
          'content-disposition',
          `attachment; filename="${archive.fileName}"`,
        )
        .set('cache-control', 'private, no-store')
        .set('x-content-type-options', 'nosniff')
        .send(content);
    } catch (error) {
      await event.fail({
        error: error instanceof Error ? error : new Error(String(error)),
      });
      throw error;
    }
  });
  return router;
}
