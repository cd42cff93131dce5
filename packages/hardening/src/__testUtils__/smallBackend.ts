/** A small backend in a process of its own, with signals and with the protections: `node … smallBackend.ts <port>`. */
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import signalsPlugin from '@backstage/plugin-signals-backend';
import hardening from '../index';

const baseUrl = `http://127.0.0.1:${process.argv[2]}`;
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
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
      }),
  }),
);
if (process.argv[3] !== 'unprotected') {
  backend.add(hardening);
}
backend.add(signalsPlugin);
backend.start();
