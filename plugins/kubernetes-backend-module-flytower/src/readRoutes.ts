import { NotFoundError } from '@backstage/errors';
import express from 'express';

/**
 * What the tab needs of the official backend, and no more: its other routes, the proxy above all, are not mounted, whatever
 * a policy says and whatever a later version adds.
 */
export function readRoutes(official: express.Router): express.Router {
  const router = express.Router();
  router.get('/clusters', official);
  router.post('/services/:serviceId', official);
  router.post('/resources/workloads/query', official);
  router.use(({ method, path }, _res, next) => {
    next(
      new NotFoundError(
        `There is no ${method} ${path} here: the Kubernetes tab only reads workloads`,
      ),
    );
  });
  return router;
}
