import { ResponseError } from '@backstage/errors';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { ReactNode } from 'react';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { CopyButton } from './CopyButton';
import { describeError } from './describeError';
import styles from './panels.module.css';

/** @public */
export interface ErrorPanelProps {
  error: Error;
  /** To what it happened, for example "The cluster west". */
  what: string;
  /** `load` when something could not be shown, `act` when an act of the reader failed. */
  during?: 'load' | 'act';
  retry?: () => void;
  children?: ReactNode;
}

/**
 * What happened, to what, and what to do. Details fold out and can be copied with the request's id.
 *
 * @public
 */
export function ErrorPanel(props: ErrorPanelProps) {
  const { error, what, during = 'load', retry, children } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  const { advice, details } = describeError(error);
  return (
    <div role="alert">
      <Alert
        status="danger"
        icon
        title={
          during === 'load'
            ? t('error.title', { what })
            : t('error.actTitle', { what })
        }
        description={
          <Flex direction="column" gap="2">
            {error instanceof ResponseError ? (
              <Text as="p" className={styles.sentence}>
                {error.message}
              </Text>
            ) : null}
            <Text as="p">{t(`error.${advice}`)}</Text>
            {children}
            <details>
              <summary>{t('error.details')}</summary>
              <pre className={styles.details}>{details}</pre>
              <CopyButton
                text={details}
                label={t('error.copy')}
                done={t('error.copied')}
              />
            </details>
          </Flex>
        }
        customActions={
          retry ? (
            <Button size="small" variant="secondary" onPress={retry}>
              {t('error.retry')}
            </Button>
          ) : undefined
        }
      />
    </div>
  );
}
