import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import {
  createTemplateAction,
  scaffolderActionsExtensionPoint,
} from '@backstage/plugin-scaffolder-node';
import Router from 'express-promise-router';
import { Hardened, startHardened } from '../__testUtils__/startHardened';
import { withoutTraces } from './withoutTraces';

const SECRET_PATH = join(process.cwd(), 'config', 'secret.yaml');
const fault = () => {
  const error = new Error(`ENOENT: no such file, open '${SECRET_PATH}'`);
  return Object.assign(error, { cause: new Error(`in ${__filename}`) });
};

/** Fails in every way that a plugin has. */
const faulty = createBackendPlugin({
  pluginId: 'faulty',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
      },
      async init({ config, httpRouter, logger }) {
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        const router = Router();
        router.get('/thrown', () => {
          throw fault();
        });
        router.get('/rejected', async () => {
          throw Object.assign(fault(), { statusCode: 404 });
        });
        router.get('/text', (_, response) => {
          response.status(500).send(fault().stack);
        });
        router.get('/json', (_, response) => {
          response
            .status(422)
            .json({ why: { stack: fault().stack, deep: [fault().stack] } });
        });
        router.get('/decode/:id', (_, response) => {
          response.json({});
        });
        router.get('/long', () => {
          throw new Error('no '.repeat(100_000));
        });
        router.get('/own', (_, __, next) => next(fault()));
        router.use(
          MiddlewareFactory.create({ config, logger }).error({
            showStackTraces: true,
          }),
        );
        httpRouter.use(router);
      },
    });
  },
});

/** An action that fails as one that reads a file does. */
const failing = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'failing',
  register(reg) {
    reg.registerInit({
      deps: { actions: scaffolderActionsExtensionPoint },
      async init({ actions }) {
        actions.addActions(
          createTemplateAction({
            id: 'test:fail',
            async handler({ logger }) {
              logger.info(`Reading ${SECRET_PATH}`);
              throw fault();
            },
          }),
        );
      },
    });
  },
});

const template = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'fails' },
  spec: {
    type: 'service',
    parameters: {},
    steps: [
      { id: 'one', name: 'First', action: 'test:fail' },
      { id: 'two', name: 'Then', action: 'test:fail', if: '${{ always() }}' },
    ],
  },
};

function expectNoTraces(text: string) {
  expect(text).toContain('secret.yaml');
  expect(text).not.toMatch(/\n? {2,}at |\.[jt]s:\d|"stack"/);
  expect(text).not.toContain(process.cwd());
  expect(text).not.toContain(tmpdir());
  expect(text).not.toContain(__dirname);
}

describe('what the backend says of its faults', () => {
  let backend: Hardened;
  const mode = process.env.NODE_ENV;
  const headers = {
    authorization: mockCredentials.user.header('user:default/dan'),
    'content-type': 'application/json',
  };

  beforeAll(async () => {
    // In this mode Backstage puts stacks into its answers.
    Object.assign(process.env, { NODE_ENV: 'development' });
    backend = await startHardened(
      [
        faulty,
        scaffolderPlugin,
        failing,
        catalogServiceMock.factory({ entities: [template] }),
      ],
      { working: mkdtempSync(join(tmpdir(), 'flytower-tasks-')) },
    );
  });
  afterAll(async () => {
    await backend.stop();
    Object.assign(process.env, { NODE_ENV: mode });
  });

  it.each([
    ['/thrown', 500],
    ['/rejected', 404],
    ['/text', 500],
    ['/json', 422],
    ['/own', 500],
  ])('%s has no stack and no path', async (path, status) => {
    const response = await fetch(`${backend.origin}/api/faulty${path}`);
    expect(response.status).toBe(status);
    expectNoTraces(await response.text());
  });

  it('cuts a message that is far too long', async () => {
    const response = await fetch(`${backend.origin}/api/faulty/long`);
    const { error } = await response.json();
    expect(error.message).toHaveLength(10_000);
    expect(error.message.endsWith('no …')).toBe(true);
  });

  it('has none for what Express itself finds wrong', async () => {
    const response = await fetch(`${backend.origin}/api/faulty/decode/%ff`);
    expect(response.status).toBe(400);
    const body = await response.text();
    expect(body).not.toMatch(/ at |node_modules/);
  });

  it('has none in the log of a template, in either form', async () => {
    const tasks = `${backend.origin}/api/scaffolder/v2/tasks`;
    const started = await fetch(tasks, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        templateRef: 'template:default/fails',
        values: {},
      }),
    });
    const { id } = await started.json();
    // The stream ends when the task does.
    const stream = await (
      await fetch(`${tasks}/${id}/eventstream`, { headers })
    ).text();
    expect(stream).toContain('event: completion');
    expect(stream).toContain('Additional error occurred');
    expectNoTraces(stream);
    const list = await (
      await fetch(`${tasks}/${id}/events`, { headers })
    ).text();
    expectNoTraces(list);
  });
});

describe('withoutTraces', () => {
  it.each([
    [
      'Error: no\n    at f (/x/y.js:1:2)\n    at async g (file:///x/z.js:3:4)',
      'Error: no',
    ],
    [`cannot read ${SECRET_PATH}`, 'cannot read secret.yaml'],
    [`file://${SECRET_PATH}:12`, 'secret.yaml:12'],
    // What people wrote themselves stays.
    [
      'No route /v1/tenants/payments at /api/catalog',
      'No route /v1/tenants/payments at /api/catalog',
    ],
    [
      'The path /etc/shop/config of the volume is taken',
      'The path /etc/shop/config of the volume is taken',
    ],
    ['at least one cluster', 'at least one cluster'],
    ['a\n\n  at f (x.js:1:2)\n\nb', 'a\n\n\nb'],
    [`${tmpdir()}/runs//`, 'runs'],
  ])('%j', (text, result) => {
    expect(withoutTraces(text)).toBe(result);
  });

  it.each([
    ['line breaks', '\n'],
    ['carriage returns', '\r'],
    ['blanks', ' '],
    ['lines of blanks', ' \t\n'],
    ['slashes after a path of the server', '/', `${tmpdir()}/`],
    ['paths of the server', `${tmpdir()}/`],
  ])('is quick with many %s', (_, part, before = '') => {
    const text = `${before}${part.repeat(200_000)}x`;
    const begun = performance.now();
    withoutTraces(text);
    // What looks from each part at all that follow takes a minute and more.
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
