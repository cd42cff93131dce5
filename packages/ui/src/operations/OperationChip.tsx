import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { OperationState } from '@flytower/contract';
import { StatusLine } from '../status/StatusChip';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { statusOfOperation } from './operationStatus';

/**
 * The state of an operation: colour, icon and its own word, with the sentence why where there is one.
 *
 * @public
 */
export function OperationChip(props: {
  state: OperationState;
  reason?: string;
}) {
  const { t } = useTranslationRef(uiTranslationRef);
  return (
    <StatusLine
      status={statusOfOperation[props.state]}
      word={t(`operation.${props.state}`)}
      reason={props.reason}
    />
  );
}
