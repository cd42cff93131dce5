import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { grants } from '@flytower/plugin-tenancy-node';
import { Hardened, startHardened } from '../__testUtils__/startHardened';
import { schedulerControlPermission } from './schedulerPermission';

let runs = 0;

/** A plugin with one task, whose own routes are open to everybody. */
const work = createBackendPlugin({
  pluginId: 'work',
  register(reg) {
    reg.registerInit({
      deps: {
        httpRouter: coreServices.httpRouter,
        scheduler: coreServices.scheduler,
      },
      async init({ httpRouter, scheduler }) {
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        await scheduler.scheduleTask({
          id: 'sweep',
          scope: 'local',
          frequency: { hours: 1 },
          initialDelay: { hours: 1 },
          timeout: { minutes: 1 },
          fn: async () => {
            runs += 1;
          },
        });
      },
    });
  },
});

/** A policy under which Olivia alone controls the scheduler. */
const policy = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () => {
    const auth = mockServices.auth();
    return mockServices.permissions.mock({
      authorize: async (asked, { credentials }) =>
        asked.map(({ permission }) => ({
          result:
            permission.name === 'flytower.scheduler.control' &&
            auth.isPrincipal(credentials, 'user') &&
            credentials.principal.userEntityRef === 'user:default/olivia'
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        })),
    });
  },
});

describe('the routes of the scheduler', () => {
  it('ask for a permission that operations admins have by the table', () => {
    expect(grants[schedulerControlPermission.name]).toEqual({
      kind: 'operations',
    });
  });

  let backend: Hardened;
  beforeAll(async () => {
    backend = await startHardened([work], { permissions: policy });
  });
  afterAll(() => backend.stop());

  const call = async (method: string, path: string, authorization?: string) =>
    (
      await fetch(`${backend.origin}/api/work${path}`, {
        method,
        headers: authorization ? { authorization } : {},
      })
    ).status;

  const routes: [method: string, path: string][] = [
    ['GET', '/.backstage/scheduler/v1/tasks'],
    ['POST', '/.backstage/scheduler/v1/tasks/sweep/trigger'],
    ['POST', '/.backstage/scheduler/v1/tasks/sweep/cancel'],
    ['POST', '/.BACKSTAGE/Scheduler/V1/Tasks/sweep/trigger/'],
    ['HEAD', '/.backstage/scheduler/v1/tasks'],
  ];

  it.each(routes)('%s %s is for operations admins', async (method, path) => {
    expect(await call(method, path)).toBe(401);
    for (const denied of [
      mockCredentials.user.header('user:default/dan'),
      mockCredentials.service.header(),
    ]) {
      expect(await call(method, path, denied)).toBe(403);
    }
    expect(runs).toBe(0);
  });

  it('lets an operations admin start a task', async () => {
    const olivia = mockCredentials.user.header('user:default/olivia');
    expect(await call('GET', routes[0][1], olivia)).toBe(200);
    expect(await call('POST', routes[1][1], olivia)).toBe(200);
  });
});
