import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex } from '@backstage/ui';
import { ReactNode } from 'react';
import { LoadingPanel } from '../panels/LiveView';
import { ErrorPanel } from '../panels/ErrorPanel';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { Plan } from './usePlan';
import styles from './wizard.module.css';

/** @public */
export interface PlanReviewProps<T> {
  plan: Plan<T>;
  /** What is planned, in words that fit "… could not be loaded": "The plan of the release". */
  what: string;
  /** Why the plan cannot be carried out, each in a sentence; nothing where it can. */
  blockers: (plan: T) => readonly string[];
  children: (plan: T) => ReactNode;
}

/**
 * The review step of a wizard: what the server says that it will do, not what the form says.
 *
 * @public
 */
export function PlanReview<T>(props: PlanReviewProps<T>) {
  const { plan, what, blockers, children } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  switch (plan.kind) {
    case 'making':
      return <LoadingPanel what={t('plan.making')} />;
    case 'failed':
      return (
        <ErrorPanel error={plan.error} what={what} retry={plan.makeAgain} />
      );
    default: {
      const reasons = blockers(plan.value);
      return (
        <Flex direction="column" gap="4">
          {reasons.length > 0 ? (
            <div role="alert">
              <Alert
                status="danger"
                icon
                title={t('plan.blocked')}
                description={
                  <ul className={styles.errors}>
                    {reasons.map(reason => (
                      <li key={reason}>{reason}</li>
                    ))}
                  </ul>
                }
                customActions={
                  <Button
                    size="small"
                    variant="secondary"
                    onPress={plan.makeAgain}
                  >
                    {t('plan.again')}
                  </Button>
                }
              />
            </div>
          ) : null}
          {children(plan.value)}
        </Flex>
      );
    }
  }
}
