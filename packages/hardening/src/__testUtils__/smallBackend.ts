/**
 * A small backend in a process of its own, with signals, a plugin that reads bodies, and the protections:
 * `node … smallBackend.ts <port>`. A further argument is the address of a PostgreSQL, or `unprotected`.
 */
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import signalsPlugin from '@backstage/plugin-signals-backend';
import express from 'express';
import hardening from '../index';

const baseUrl = `http://127.0.0.1:${process.argv[2]}`;
const more = process.argv[3];
const database =
  more && more !== 'unprotected'
    ? { client: 'pg', connection: more }
    : { client: 'better-sqlite3', connection: ':memory:' };
const backend = createBackend();
backend.add(
  createServiceFactory({
    service: coreServices.rootConfig,
    deps: {},
    factory: () =>
      new ConfigReader({
        app: { baseUrl },
        permission: { enabled: true },
        backend: {
          baseUrl,
          listen: `127.0.0.1:${process.argv[2]}`,
          database,
        },
      }),
  }),
);
if (more !== 'unprotected') {
  backend.add(hardening);
}
backend.add(signalsPlugin);
backend.add(
  createBackendPlugin({
    pluginId: 'reads',
    register(reg) {
      reg.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
          httpRouter.use(express.json());
        },
      });
    },
  }),
);
backend.start();
