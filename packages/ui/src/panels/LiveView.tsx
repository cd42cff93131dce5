import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Skeleton } from '@backstage/ui';
import { ReactNode } from 'react';
import { Age } from '../amounts/Age';
import { Live } from '../live/useLive';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { ErrorPanel } from './ErrorPanel';
import styles from './panels.module.css';
import { PartialBanner } from './PartialBanner';

/**
 * Shows a live value in the states that every page has: loading, failed with a retry, old because the last refresh
 * failed, and ready. Empty and partial are the page's own to say.
 *
 * @public
 */
export function LiveView<T>(props: {
  live: Live<T>;
  /** What is loaded, in words that fit "… could not be loaded". */
  what: string;
  children: (value: T) => ReactNode;
}) {
  const { live, what, children } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  switch (live.kind) {
    case 'loading':
      return <LoadingPanel what={what} />;
    case 'failed':
      return <ErrorPanel error={live.error} what={what} retry={live.refresh} />;
    default:
      return (
        <Flex direction="column" gap="4">
          {live.error ? (
            <PartialBanner
              title={
                <>
                  {t('error.title', { what })}
                  {' · '}
                  <Age at={live.at.toISOString()} />
                </>
              }
              action={
                <Button size="small" variant="secondary" onPress={live.refresh}>
                  {t('error.retry')}
                </Button>
              }
            >
              {live.error.message}
            </PartialBanner>
          ) : null}
          {children(live.value)}
        </Flex>
      );
  }
}

/**
 * The shape of a page while its data is on its way.
 *
 * @public
 */
export function LoadingPanel({ what }: { what: string }) {
  const { t } = useTranslationRef(uiTranslationRef);
  return (
    <div
      className={styles.skeletons}
      role="status"
      aria-busy="true"
      aria-label={t('loading', { what })}
    >
      <Skeleton width="40%" height={28} />
      <Skeleton width="100%" height={20} />
      <Skeleton width="100%" height={20} />
      <Skeleton width="70%" height={20} />
    </div>
  );
}
