import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import AutorenewIcon from '@material-ui/icons/Autorenew';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import RadioButtonUncheckedIcon from '@material-ui/icons/RadioButtonUnchecked';
import RemoveCircleOutlineIcon from '@material-ui/icons/RemoveCircleOutline';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { OperationStep } from '@flytower/contract';
import { Duration } from '../amounts/Age';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import styles from './operations.module.css';

const icons = {
  pending: RadioButtonUncheckedIcon,
  'in-progress': AutorenewIcon,
  waiting: HourglassEmptyIcon,
  succeeded: CheckCircleIcon,
  failed: CancelIcon,
  skipped: RemoveCircleOutlineIcon,
} satisfies Record<OperationStep['state'], typeof CancelIcon>;

/**
 * The steps of an operation: state, object, cluster, duration and the last message of each. Steps of several clusters
 * stand under the name of their cluster.
 *
 * @public
 */
export function StepList({ steps }: { steps: readonly OperationStep[] }) {
  const { t } = useTranslationRef(uiTranslationRef);
  if (steps.length === 0) {
    return <p className={styles.message}>{t('operation.noSteps')}</p>;
  }
  return (
    <div className={styles.groups}>
      {groupByCluster(steps).map(({ cluster, members }) => (
        <section key={cluster ?? ''} aria-label={cluster}>
          {cluster ? <h3 className={styles.cluster}>{cluster}</h3> : null}
          <ol className={styles.steps}>
            {members.map(step => (
              <Step key={step.id} step={step} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Step({ step }: { step: OperationStep }) {
  const { t } = useTranslationRef(uiTranslationRef);
  const Icon = icons[step.state];
  return (
    <li
      className={styles.step}
      data-state={step.state}
      aria-current={step.state === 'in-progress' ? 'step' : undefined}
    >
      <Icon className={styles.icon} aria-hidden="true" />
      <div className={styles.text}>
        <span className={styles.title}>{step.title}</span>
        {step.message ? (
          <span className={styles.message}>{step.message}</span>
        ) : null}
      </div>
      <span className={styles.state}>
        {t(`step.${step.state}`)}
        {step.startedAt ? (
          <>
            {' · '}
            <Duration from={step.startedAt} to={step.finishedAt} />
          </>
        ) : null}
      </span>
    </li>
  );
}

/** Keeps the order of the steps, and that of the clusters by their first step. */
function groupByCluster(steps: readonly OperationStep[]) {
  const groups = new Map<string | undefined, OperationStep[]>();
  for (const step of steps) {
    groups.set(step.cluster, [...(groups.get(step.cluster) ?? []), step]);
  }
  return [...groups].map(([cluster, members]) => ({ cluster, members }));
}
