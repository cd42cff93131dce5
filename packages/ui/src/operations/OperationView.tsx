import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { isFinished, Operation } from '@flytower/contract';
import { Age, Duration } from '../amounts/Age';
import { useFormat } from '../amounts/useFormat';
import { useAct } from '../live/useAct';
import { ErrorPanel } from '../panels/ErrorPanel';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { OperationChip } from './OperationChip';
import styles from './operations.module.css';
import { personName } from './personName';
import { StepList } from './StepList';

/** @public */
export type OperationVerb = 'pause' | 'resume' | 'retry' | 'abort';

/** @public */
export interface OperationViewProps {
  operation: Operation;
  /** The verbs that make sense now and that the reader may use; none when left out. */
  controls?: readonly OperationVerb[];
  onControl?: (verb: OperationVerb) => Promise<void>;
  /** Other words for a verb, for example "Roll back" for abort. */
  words?: Partial<Record<OperationVerb, string>>;
}

/**
 * An operation to its last detail: state and one sentence why, who started it and when, what comes next, and each step.
 * It shows what the server knows, so it survives a reload.
 *
 * @public
 */
export function OperationView(props: OperationViewProps) {
  const { operation, controls = [], onControl, words } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  const format = useFormat();
  const act = useAct(async (verb: OperationVerb) => onControl?.(verb));
  const { state, reason, nextAction, nextActionAt, lastError } = operation;
  return (
    <Flex direction="column" gap="4">
      <div className={styles.head}>
        <OperationChip state={state} />
        <Text as="span" color="secondary">
          {t('operation.startedBy', {
            person: personName(operation.requester),
          })}
          {' · '}
          <Age at={operation.createdAt} />
          {' · '}
          <Duration from={operation.createdAt} to={operation.finishedAt} />
        </Text>
        {controls.length > 0 ? (
          <div className={styles.controls}>
            {controls.map(verb => (
              <Button
                key={verb}
                size="small"
                variant="secondary"
                destructive={verb === 'abort'}
                isDisabled={act.busy}
                onPress={() => {
                  act.run(verb);
                }}
              >
                {words?.[verb] ?? t(`operation.${verb}`)}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
      {act.error ? (
        <ErrorPanel
          error={act.error}
          what={operation.subject.name}
          during="act"
        />
      ) : null}
      <div aria-live="polite">
        <p className={styles.reason}>{reason}</p>
        {!isFinished(state) && nextAction ? (
          <Text as="p" color="secondary">
            {nextActionAt
              ? t('operation.nextAt', {
                  action: nextAction,
                  time: format.instant(nextActionAt),
                })
              : t('operation.next', { action: nextAction })}
          </Text>
        ) : null}
        {lastError && lastError !== reason ? (
          <Text as="p" color="secondary">
            {t('operation.lastError')}
            {': '}
            {lastError}
            {operation.attempts > 1
              ? ` (${t('operation.attempts', { count: operation.attempts })})`
              : ''}
          </Text>
        ) : null}
      </div>
      <StepList steps={operation.steps} />
      <Text as="p" variant="body-small" color="secondary">
        <span className={styles.id}>
          {t('operation.id', { id: operation.id })}
        </span>
      </Text>
    </Flex>
  );
}
