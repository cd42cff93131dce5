import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  createServiceSchema,
  instanceSizes,
  ServiceSpecInput,
} from '@flytower/plugin-delivery-common';
import { orAbsent } from '../delivery/answers';
import { deliveryOf } from '../delivery/deliveryOf';
import { requests } from '../delivery/requests';
import { once } from '../undo/once';
import { Parts } from './Parts';
import { checked, exampleOf } from './words';

const PORT_NAME = 'http';

/** Creates a service with its first draft, as whoever started the task. */
export function createServiceAction(parts: Parts) {
  return createTemplateAction({
    id: 'flytower:service:create',
    description:
      'Creates a service in an application, with what its first revision will run, as the person who started the task. Undone by flytower:undo.',
    supportsDryRun: true,
    examples: [
      exampleOf(
        'Create a web service that answers on port 8080',
        'flytower:service:create',
        {
          tenant: 'payments',
          application: 'shop',
          name: 'checkout',
          image: 'payments/checkout:1.4.2',
          size: 'small',
          port: 8080,
          healthPath: '/healthz',
        },
      ),
      exampleOf(
        'Create a worker, which listens on no port',
        'flytower:service:create',
        {
          tenant: 'payments',
          application: 'shop',
          name: 'mailer',
          kind: 'worker',
          image: 'payments/mailer:1.0.0',
          size: 'small',
          variables: { QUEUE: 'mails' },
        },
      ),
    ],
    schema: {
      input: {
        tenant: z => z.string().describe('Name of the tenant'),
        application: z => z.string().describe('Name of its application'),
        name: z =>
          z.string().describe('Name of the service, unique in its tenant'),
        displayName: z =>
          z.string().optional().describe('For people; the name if left out'),
        kind: z =>
          z
            .enum(['web', 'worker', 'scheduled-job'])
            .optional()
            .describe('A worker listens on no port; web if left out'),
        image: z => z.string().describe('Like payments/checkout:1.4.2'),
        size: z =>
          z
            .enum(['small', 'medium', 'large'])
            .describe(
              '0.1 cores and 128 MiB, 0.5 cores and 512 MiB, or 1 core and 1 GiB for each instance',
            ),
        port: z =>
          z.number().optional().describe('Left out: it listens on none'),
        healthPath: z =>
          z
            .string()
            .optional()
            .describe(
              'An HTTP path on the port that answers 200 while an instance is well; a TCP check if left out',
            ),
        schedule: z =>
          z
            .string()
            .optional()
            .describe('Of a scheduled job: five cron fields'),
        timeZone: z =>
          z
            .string()
            .optional()
            .describe('Of its schedule; Etc/UTC if left out'),
        command: z => z.array(z.string()).optional(),
        args: z => z.array(z.string()).optional(),
        variables: z =>
          z.record(z.string()).optional().describe('Plain, never secrets'),
      },
      output: {
        id: z => z.string().describe('ULID of the service'),
        tenant: z => z.string(),
        application: z => z.string(),
        name: z => z.string(),
        path: z => z.string().describe('Of its page in the portal'),
        releasePath: z => z.string().describe('Of its release wizard'),
        entityRef: z => z.string().describe('Of its Component in the catalog'),
      },
    },
    async handler(ctx) {
      const { tenant, application, name, displayName, kind } = ctx.input;
      const delivery = deliveryOf(ctx, parts);
      const body = checked(createServiceSchema, {
        slug: name,
        displayName: displayName || name,
        kind: kind ?? 'web',
        spec: specOf(ctx.input),
      });
      const path = `/applications/${tenant}/${application}/${name}`;
      ctx.output('tenant', tenant);
      ctx.output('application', application);
      ctx.output('name', name);
      ctx.output('path', path);
      ctx.output('releasePath', `${path}/-/release`);
      ctx.output('entityRef', `component:${tenant}/${name}`);
      if (ctx.isDryRun) {
        await delivery.listServices({ params: { tenant } });
        const params = { tenant, service: name };
        if (await orAbsent(delivery.getService({ params }))) {
          throw new ConflictError(
            `${tenant} has a service "${name}" already, in this application or in another; choose another name`,
          );
        }
        ctx.logger.info(
          `Would create the service ${name} in ${application} of ${tenant}`,
        );
        ctx.output('id', '');
        return;
      }
      const intent = {
        kind: 'service',
        tenant,
        application,
        name,
        body,
      } as const;
      const { id } = await once(ctx, parts.works, intent, async key => ({
        id: (await requests.service(delivery, intent, key)).id,
      }));
      ctx.output('id', id);
      ctx.logger.info(
        `Created the service ${name} in ${application} of ${tenant}`,
      );
    },
  });
}

function specOf(input: {
  image: string;
  size: keyof typeof instanceSizes;
  port?: number;
  healthPath?: string;
  schedule?: string;
  timeZone?: string;
  command?: string[];
  args?: string[];
  variables?: Record<string, string>;
}): ServiceSpecInput {
  const { image, size, port, healthPath, command, args, variables } = input;
  const { schedule, timeZone } = input;
  const readiness =
    healthPath === undefined || healthPath === ''
      ? ({ kind: 'tcp', port: PORT_NAME } as const)
      : ({ kind: 'http', port: PORT_NAME, path: healthPath } as const);
  return {
    image,
    command,
    args,
    resources: instanceSizes[size],
    ...(schedule === undefined
      ? {}
      : { schedule: { cron: schedule, timeZone } }),
    variables: Object.entries(variables ?? {}).map(([variable, value]) => ({
      name: variable,
      value,
    })),
    ...(port === undefined
      ? {}
      : { ports: [{ name: PORT_NAME, port }], probes: { readiness } }),
  };
}
