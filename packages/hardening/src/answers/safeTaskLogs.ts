import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { RequestHandler } from 'express';
import { bodyWithoutTraces } from './withoutTraces';

/**
 * The scaffolder writes the stack of a failed step into the log of the run, with the paths of the server in it, and gives
 * it out in two ways: as a list, and as a stream of events with one line of JSON each.
 */
const safeEvents: RequestHandler = (_, response, next) => {
  const { send, write } = response;
  response.send = body =>
    Reflect.apply(send, response, [
      typeof body === 'string' ? bodyWithoutTraces(body) : body,
    ]);
  response.write = (chunk: unknown, ...rest: unknown[]) =>
    Reflect.apply(write, response, [
      typeof chunk === 'string'
        ? chunk.replace(
            /^data: (.*)$/gm,
            (_line, data: string) => `data: ${bodyWithoutTraces(data)}`,
          )
        : chunk,
      ...rest,
    ]);
  next();
};

/**
 * Keeps stack traces and paths of the server out of the logs of templates.
 *
 * @public
 */
export const safeTaskLogs = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'flytower-task-logs',
  register(reg) {
    reg.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        const router = Router();
        // Before the plugin's own routes: a module starts before its plugin.
        router.use(
          ['/v2/tasks/:taskId/events', '/v2/tasks/:taskId/eventstream'],
          safeEvents,
        );
        router.use('/v2/dry-run', safeEvents);
        httpRouter.use(router);
      },
    });
  },
});
