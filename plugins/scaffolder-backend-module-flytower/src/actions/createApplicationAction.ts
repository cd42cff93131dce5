import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { createApplicationSchema } from '@flytower/plugin-delivery-common';
import { orAbsent } from '../delivery/answers';
import { deliveryOf } from '../delivery/deliveryOf';
import { requests } from '../delivery/requests';
import { once } from '../undo/once';
import { checked, exampleOf } from './words';
import { Parts } from './Parts';

/** Creates an application as whoever started the task. */
export function createApplicationAction(parts: Parts) {
  return createTemplateAction({
    id: 'flytower:application:create',
    description:
      'Creates an application in a tenant, as the person who started the task. Undone by flytower:undo.',
    supportsDryRun: true,
    examples: [
      exampleOf(
        'Create the application "shop" of payments',
        'flytower:application:create',
        { tenant: 'payments', name: 'shop', displayName: 'Shop' },
      ),
    ],
    schema: {
      input: {
        tenant: z => z.string().describe('Name of the tenant'),
        name: z =>
          z.string().describe('Name of the application, unique in its tenant'),
        displayName: z =>
          z.string().optional().describe('For people; the name if left out'),
        description: z => z.string().optional().describe('What it is for'),
      },
      output: {
        id: z => z.string().describe('ULID of the application'),
        tenant: z => z.string(),
        name: z => z.string(),
        path: z => z.string().describe('Of its page in the portal'),
      },
    },
    async handler(ctx) {
      const { tenant, name, displayName, description } = ctx.input;
      const delivery = deliveryOf(ctx, parts);
      const body = checked(createApplicationSchema, {
        slug: name,
        displayName: displayName || name,
        description: description ?? '',
      });
      const path = `/applications/${tenant}/${name}`;
      ctx.output('tenant', tenant);
      ctx.output('name', name);
      ctx.output('path', path);
      if (ctx.isDryRun) {
        const params = { tenant, application: name };
        // Reading the list tells a stranger what creating would: that there is no such tenant.
        await delivery.listApplications({ params: { tenant } });
        if (await orAbsent(delivery.getApplication({ params }))) {
          throw new ConflictError(
            `${tenant} has an application "${name}" already; choose another name`,
          );
        }
        ctx.logger.info(`Would create the application ${name} of ${tenant}`);
        ctx.output('id', '');
        return;
      }
      const intent = { kind: 'application', tenant, name, body } as const;
      const { id } = await once(ctx, parts.works, intent, async key => ({
        id: (await requests.application(delivery, intent, key)).id,
      }));
      ctx.output('id', id);
      ctx.logger.info(`Created the application ${name} of ${tenant}`);
    },
  });
}
