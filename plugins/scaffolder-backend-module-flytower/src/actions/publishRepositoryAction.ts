import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import { createPublishGitlabAction } from '@backstage/plugin-scaffolder-backend-module-gitlab';
import { JsonObject, JsonValue } from '@backstage/types';
import { readdir } from 'node:fs/promises';
import { once } from '../undo/once';
import { RepositoryHost } from '../readTemplatesConfig';
import { Parts } from './Parts';
import { exampleOf } from './words';

const BRANCH = 'main';

/**
 * Pushes the workspace as a new repository to the one Git host of the configuration, by Backstage's own actions; does
 * nothing where none is configured.
 */
export function publishRepositoryAction(
  parts: Parts & { config: Config; repositories?: RepositoryHost },
) {
  const { config, repositories } = parts;
  const integrations = ScmIntegrations.fromConfig(config);
  return createTemplateAction({
    id: 'flytower:repository:publish',
    description:
      'Pushes the workspace as a new, private repository to the Git host that the platform is configured with (GitLab or Gitea); without one it does nothing. A repository that was begun is never deleted: flytower:undo names it.',
    supportsDryRun: true,
    examples: [
      exampleOf('Push the workspace', 'flytower:repository:publish', {
        tenant: 'payments',
        name: 'checkout',
      }),
    ],
    schema: {
      input: {
        tenant: z => z.string().describe('Name of the tenant that owns it'),
        name: z => z.string().describe('Name of the repository'),
        description: z => z.string().optional(),
      },
      output: {
        url: z => z.string().describe('Empty where no host is configured'),
      },
    },
    async handler(ctx) {
      const { tenant, name, description } = ctx.input;
      if (!repositories) {
        ctx.output('url', '');
        return;
      }
      const { host } = repositories;
      const owner = repositories.owner.replace('{tenant}', tenant);
      const where = `${host}/${owner}/${name}`;
      if (ctx.isDryRun) {
        ctx.logger.info(`Would push the code to ${where}`);
        ctx.output('url', `https://${where}`);
        return;
      }
      if ((await readdir(ctx.workspacePath)).length === 0) {
        throw new InputError(
          'There are no files to push: they were lost with the process that wrote them; start over from the template',
        );
      }
      const intent = { kind: 'repository', name: where } as const;
      const made = await once(ctx, parts.works, intent, async () => {
        const outputs: JsonObject = {};
        const inner = {
          ...ctx,
          output: (key: string, value: JsonValue | undefined) => {
            outputs[key] = value;
          },
        };
        const repoUrl = `${host}?owner=${encodeURIComponent(
          owner,
        )}&repo=${encodeURIComponent(name)}`;
        const common = { repoUrl, defaultBranch: BRANCH };
        const options = { integrations, config };
        if (integrations.gitlab.byHost(host)) {
          await createPublishGitlabAction(options).handler({
            ...inner,
            input: { ...common, repoVisibility: 'private' },
          });
        } else {
          await createPublishGiteaAction(options).handler({
            ...inner,
            input: {
              ...common,
              description: description ?? '',
              repoVisibility: 'private',
            },
          });
        }
        return { id: where, url: String(outputs.remoteUrl ?? '') };
      });
      ctx.output('url', made.url.replace(/\.git$/, ''));
      ctx.logger.info(`Pushed the code to ${where}`);
    },
  });
}
