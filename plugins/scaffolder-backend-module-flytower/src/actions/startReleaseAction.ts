import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { releaseRequestSchema } from '@flytower/plugin-delivery-common';
import { orAbsent } from '../delivery/answers';
import { Delivery, deliveryOf } from '../delivery/deliveryOf';
import { ReleaseBody, requests } from '../delivery/requests';
import { once } from '../undo/once';
import { Parts } from './Parts';
import { checked, exampleOf } from './words';

/** Starts a release as whoever started the task. It does not wait for its end: the release has a page of its own. */
export function startReleaseAction(parts: Parts) {
  return createTemplateAction({
    id: 'flytower:release:start',
    description:
      'Starts a release of a service, after asking the server for its plan, as the person who started the task. Undone by flytower:undo.',
    supportsDryRun: true,
    examples: [
      exampleOf('Release 10 instances 6:4', 'flytower:release:start', {
        tenant: 'payments',
        service: 'checkout',
        environment: 'prod',
        instances: 10,
        clusters: [
          { cluster: 'east', weight: 6 },
          { cluster: 'west', weight: 4 },
        ],
      }),
    ],
    schema: {
      input: {
        tenant: z => z.string().describe('Name of the tenant'),
        service: z => z.string().describe('Name of the service'),
        environment: z => z.string().describe('dev, test or prod, say'),
        instances: z => z.number().describe('In all clusters together'),
        clusters: z =>
          z
            .array(z.object({ cluster: z.string(), weight: z.number() }))
            .describe('The ratio; 6:4 are two weights'),
        note: z => z.string().optional().describe('Why, for the history'),
      },
      output: {
        id: z => z.string().describe('ULID of the release'),
        sentence: z => z.string().describe('The plan, in a sentence'),
        path: z => z.string().describe('Of its page in the portal'),
      },
    },
    async handler(ctx) {
      const { tenant, service: name, ...wish } = ctx.input;
      const delivery = deliveryOf(ctx, parts);
      const body: ReleaseBody = { kind: 'release', ...wish };
      checked(releaseRequestSchema, body);
      const params = { tenant, service: name };
      if (ctx.isDryRun && !(await orAbsent(delivery.getService({ params })))) {
        const sentence = `Would release ${name} to ${wish.environment}; its plan can be made once it exists`;
        ctx.logger.info(sentence);
        ctx.output('id', '');
        ctx.output('sentence', sentence);
        ctx.output('path', '');
        return;
      }
      if (ctx.isDryRun) {
        const sentence = await planned(delivery, tenant, name, body);
        ctx.logger.info(sentence);
        ctx.output('id', '');
        ctx.output('sentence', sentence);
        ctx.output('path', '');
        return;
      }
      const intent = { kind: 'release', tenant, name, body } as const;
      const made = await once(
        ctx,
        parts.works,
        intent,
        async (key, { first }) => {
          // A repeated step has perhaps released already, and then there is nothing left to plan.
          const sentence = first
            ? await planned(delivery, tenant, name, body)
            : '';
          const release = await requests.release(delivery, intent, key);
          return {
            id: release.id,
            sentence: sentence || release.operation.reason,
            path: `/applications/${tenant}/${release.application}/${name}/releases/${release.id}`,
          };
        },
      );
      ctx.logger.info(made.sentence);
      ctx.output('id', made.id);
      ctx.output('sentence', made.sentence);
      ctx.output('path', made.path);
    },
  });
}

/** The plan's sentence. A plan that cannot be carried out is a `ConflictError` with its reasons. */
async function planned(
  delivery: Delivery,
  tenant: string,
  service: string,
  body: ReleaseBody,
): Promise<string> {
  const plan = await delivery.planRelease({
    params: { tenant, service },
    body,
  });
  if (!plan.releasable) {
    throw new ConflictError(
      plan.problems
        .filter(({ blocks }) => blocks)
        .map(({ sentence }) => sentence)
        .join('. '),
    );
  }
  return plan.sentence;
}
