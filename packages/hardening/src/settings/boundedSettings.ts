import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { CustomErrorBase, InputError } from '@backstage/errors';
import { PayloadTooLargeError, readBody } from '@flytower/contract-node';
import Router from 'express-promise-router';
import { z } from 'zod';
import { FairShare, ShareLimits } from '../fairness/FairShare';
import { KeptSettings } from './KeptSettings';
import { readSettingsLimits, SettingsLimits } from './SettingsLimits';

/** As the columns of the plugin's table. */
const LONGEST_NAME = 255;
/** As many as the browser asks for at once. */
const MOST_ASKED = 100;
/**
 * One write of a person at a time, so that none counts what another is about to add. Another replica may let one more in;
 * each counts the others' from then on.
 */
const ONE_AT_A_TIME: ShareLimits = {
  atOnce: 1,
  waiting: 100,
  waitSeconds: 20,
  perSecond: 1_000,
  burst: 1_000,
};

const writtenSchema = z.object({ value: z.unknown() });
const askedSchema = z.object({ items: z.array(z.unknown()) });

/** Somebody has as many settings as one person may have. */
class TooManySettingsError extends CustomErrorBase {
  name = 'TooManySettingsError' as const;
  readonly statusCode = 429;
}

/**
 * Bounds what Backstage keeps for one person as settings, which is otherwise as much as they care to send.
 *
 * @public
 */
export const boundedSettings = createBackendModule({
  pluginId: 'user-settings',
  moduleId: 'flytower-bounds',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        installed: coreServices.rootInstanceMetadata,
      },
      async init({ config, database, httpAuth, httpRouter, installed }) {
        const plugins = await installed.getInstalledPlugins();
        if (!plugins.some(({ pluginId }) => pluginId === 'user-settings')) {
          return;
        }
        const limits = readSettingsLimits(config);
        const kept = new KeptSettings(database);
        const writing = new FairShare(10_000);
        const router = Router();
        router.put('/buckets/:bucket/keys/:key(*)', async (req, res, next) => {
          const { principal } = await httpAuth.credentials(req, {
            allow: ['user'],
          });
          const person = principal.userEntityRef;
          const { bucket, key } = req.params;
          const bytes = bytesOf(await readBody(req, res));
          assertName(bucket);
          assertName(key);
          assertSize(bytes, limits);
          const leave = await writing.enter(person, ONE_AT_A_TIME);
          if (res.destroyed) {
            leave();
            return;
          }
          res.once('close', leave);
          try {
            const beside = await kept.beside(person, { bucket, key });
            assertRoom(
              { count: beside.count, bytes: beside.bytes + bytes },
              limits,
            );
          } catch (error) {
            leave();
            throw error;
          }
          next();
        });
        router.post('/multiget', async (req, res, next) => {
          await httpAuth.credentials(req, { allow: ['user'] });
          const asked = askedSchema.safeParse(await readBody(req, res));
          if (asked.data && asked.data.items.length > MOST_ASKED) {
            throw new InputError(
              `One question names at most ${MOST_ASKED} settings; ask for the others in another`,
            );
          }
          next();
        });
        // Before the plugin's own routes: a module starts before its plugin.
        httpRouter.use(router);
      },
    });
  },
});

/** Of the value as it will be kept; 0 where there is none, which the plugin refuses in its own words. */
function bytesOf(body: unknown): number {
  const value = writtenSchema.safeParse(body).data?.value;
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

function assertName(name: string): void {
  if (name.length > LONGEST_NAME) {
    throw new InputError(
      `The name of a setting has at most ${LONGEST_NAME} characters`,
    );
  }
}

function assertSize(bytes: number, limits: SettingsLimits): void {
  if (bytes > limits.valueBytes) {
    throw new PayloadTooLargeError(
      `A setting may have at most ${limits.valueBytes} bytes, and this one has ${bytes}; keep less in it`,
    );
  }
}

/** @param had - How many there are already, and how many bytes there would be */
function assertRoom(
  had: { count: number; bytes: number },
  limits: SettingsLimits,
): void {
  if (had.count >= limits.most) {
    throw new TooManySettingsError(
      `You have ${had.count} settings, as many as one person may have; delete some first`,
    );
  }
  if (had.bytes > limits.bytes) {
    throw new PayloadTooLargeError(
      `Your settings may have ${limits.bytes} bytes in all, and would have more with this one; delete some first`,
    );
  }
}
