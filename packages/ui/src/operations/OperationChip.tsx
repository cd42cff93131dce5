import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { OperationState } from '@flytower/contract';
import { StatusChip } from '../status/StatusChip';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { statusOfOperation } from './operationStatus';

/**
 * The state of an operation: colour, icon and its own word.
 *
 * @public
 */
export function OperationChip({ state }: { state: OperationState }) {
  const { t } = useTranslationRef(uiTranslationRef);
  return (
    <StatusChip
      status={statusOfOperation[state]}
      word={t(`operation.${state}`)}
    />
  );
}
