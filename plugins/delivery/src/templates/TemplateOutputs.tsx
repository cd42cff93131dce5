import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { Button, ButtonLink } from '@backstage/ui';
import { ErrorPanel, Panel, useAct, useFormat } from '@flytower/ui';
import { z } from 'zod';
import styles from '../delivery.module.css';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';

const text = z.string().min(1).optional().catch(undefined);
const outputSchema = z.object({
  service: z
    .object({ name: text, path: text, releasePath: text, entityRef: text })
    .optional()
    .catch(undefined),
  release: z.object({ path: text, sentence: text }).optional().catch(undefined),
  archive: z
    .object({ id: text, fileName: text, expiresAt: text })
    .optional()
    .catch(undefined),
  repository: text,
});

type Archive = NonNullable<z.infer<typeof outputSchema>['archive']>;

/** What a run made, and where to go from here. */
export function TemplateOutputs({ output }: { output?: unknown }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const parsed = outputSchema.safeParse(output);
  if (!parsed.success || !parsed.data.service?.path) {
    return null;
  }
  const { service, release, archive, repository } = parsed.data;
  return (
    <Panel title={t('template.doneTitle', { service: service.name ?? '' })}>
      <div className={styles.fields}>
        {release?.sentence ? <span>{release.sentence}</span> : null}
        <div className={styles.inline}>
          {release?.path ? (
            <ButtonLink variant="primary" href={release.path}>
              {t('template.watchRelease')}
            </ButtonLink>
          ) : (
            <ButtonLink variant="primary" href={service.releasePath ?? ''}>
              {t('template.releaseIt')}
            </ButtonLink>
          )}
          <ButtonLink variant="secondary" href={service.path ?? ''}>
            {t('template.openService')}
          </ButtonLink>
          {service.entityRef ? (
            <ButtonLink
              variant="secondary"
              href={catalogPathOf(service.entityRef)}
            >
              {t('template.openEntity')}
            </ButtonLink>
          ) : null}
          {repository ? (
            <ButtonLink variant="secondary" href={repository}>
              {t('template.openRepository')}
            </ButtonLink>
          ) : null}
        </div>
        {archive?.id ? <ArchiveDownload archive={archive} /> : null}
      </div>
    </Panel>
  );
}

/** `component:payments/checkout` is at `/catalog/payments/component/checkout`. */
function catalogPathOf(entityRef: string): string {
  const [kind, rest = ''] = entityRef.split(':');
  const [namespace, name] = rest.split('/');
  return `/catalog/${namespace}/${kind}/${name}`;
}

function ArchiveDownload({ archive }: { archive: Archive }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const format = useFormat();
  const discovery = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const act = useAct(async () => {
    const base = await discovery.getBaseUrl('scaffolder');
    const response = await fetchApi.fetch(
      `${base}/v1/archives/${encodeURIComponent(archive.id ?? '')}/content`,
    );
    if (!response.ok) {
      const error = await ResponseError.fromResponse(response);
      error.message = error.body.error.message;
      throw error;
    }
    save(await response.blob(), archive.fileName ?? 'code.zip');
  });
  return (
    <div className={styles.plain}>
      <div className={styles.inline}>
        <Button variant="secondary" isPending={act.busy} onPress={act.run}>
          {t('template.download', { file: archive.fileName ?? '' })}
        </Button>
        {archive.expiresAt ? (
          <span className={styles.secondary}>
            {t('template.downloadUntil', {
              instant: format.instant(archive.expiresAt),
            })}
          </span>
        ) : null}
      </div>
      {act.error ? (
        <ErrorPanel
          error={act.error}
          what={t('template.downloadAct')}
          during="act"
        />
      ) : null}
    </div>
  );
}

/** Hands the bytes to the browser: a plain link would carry no sign-in. */
function save(content: Blob, fileName: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
