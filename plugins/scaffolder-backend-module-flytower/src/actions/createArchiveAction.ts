import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { zipDirectory } from '../archives/zipDirectory';
import { once } from '../undo/once';
import { Parts } from './Parts';
import { exampleOf } from './words';

/** Packs the workspace, and keeps it for its creator for a day. */
export function createArchiveAction(
  parts: Parts & { archiveMaxBytes: number },
) {
  return createTemplateAction({
    id: 'flytower:archive:create',
    description:
      'Packs the files of the workspace into a zip that the person who started the task, and nobody else, may download for a day. Undone by flytower:undo.',
    supportsDryRun: true,
    examples: [
      exampleOf('Pack the whole workspace', 'flytower:archive:create', {
        name: 'checkout',
      }),
    ],
    schema: {
      input: {
        name: z =>
          z
            .string()
            .describe(
              'Of the file without .zip, and of the folder in it: letters, digits, dots, hyphens and underscores',
            ),
        sourcePath: z =>
          z
            .string()
            .optional()
            .describe('A folder of the workspace; all of it if left out'),
      },
      output: {
        id: z => z.string().describe('ULID of the archive'),
        fileName: z => z.string(),
        size: z => z.number().describe('Bytes'),
        expiresAt: z => z.string().describe('When it goes, as an instant'),
      },
    },
    async handler(ctx) {
      const { name, sourcePath } = ctx.input;
      if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) {
        throw new InputError(
          `"${name}" cannot name an archive: give 1 to 100 letters, digits, dots, hyphens and underscores`,
        );
      }
      const credentials = await ctx.getInitiatorCredentials();
      if (!parts.auth.isPrincipal(credentials, 'user')) {
        throw new NotAllowedError('Only people have archives; sign in');
      }
      const owner = credentials.principal.userEntityRef;
      const fileName = `${name}.zip`;
      const pack = () =>
        zipDirectory(
          resolveSafeChildPath(ctx.workspacePath, sourcePath ?? '.'),
          { folder: name, maxBytes: parts.archiveMaxBytes },
        );
      if (ctx.isDryRun) {
        const content = await pack();
        ctx.logger.info(`Would keep ${fileName}, ${content.length} bytes`);
        ctx.output('id', '');
        ctx.output('fileName', fileName);
        ctx.output('size', content.length);
        ctx.output('expiresAt', '');
        return;
      }
      const intent = { kind: 'archive', name: fileName } as const;
      const archive = await once(ctx, parts.works, intent, async key => {
        const { expiresAt, ...kept } = await parts.archives.put({
          key,
          owner,
          fileName,
          content: await pack(),
        });
        return { ...kept, expiresAt: expiresAt.toISOString() };
      });
      ctx.logger.info(
        `Keeping ${fileName}, ${archive.size} bytes, until ${archive.expiresAt}`,
      );
      ctx.output('id', archive.id);
      ctx.output('fileName', archive.fileName);
      ctx.output('size', archive.size);
      ctx.output('expiresAt', archive.expiresAt);
    },
  });
}
