import AutorenewIcon from '@material-ui/icons/Autorenew';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import HelpOutlineIcon from '@material-ui/icons/HelpOutline';
import HourglassEmptyIcon from '@material-ui/icons/HourglassEmpty';
import PauseCircleFilledIcon from '@material-ui/icons/PauseCircleFilled';
import ReportProblemIcon from '@material-ui/icons/ReportProblem';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { Status } from './status';
import styles from './StatusChip.module.css';

const icons = {
  healthy: CheckCircleIcon,
  progressing: AutorenewIcon,
  waiting: HourglassEmptyIcon,
  degraded: ReportProblemIcon,
  failed: CancelIcon,
  stopped: PauseCircleFilledIcon,
  unknown: HelpOutlineIcon,
} satisfies Record<Status, typeof CancelIcon>;

/** @public */
export interface StatusChipProps {
  status: Status;
  /** Another word for the same status, for example "Succeeded" of an operation. */
  word?: string;
}

/**
 * A status as colour, icon and word, so that none of the three has to carry it alone.
 *
 * @public
 */
export function StatusChip({ status, word }: StatusChipProps) {
  const { t } = useTranslationRef(uiTranslationRef);
  const Icon = icons[status];
  return (
    <span className={`${styles.chip} ${styles[status]}`} data-status={status}>
      <Icon aria-hidden="true" />
      {word ?? t(`status.${status}`)}
    </span>
  );
}

/**
 * A status with its one sentence of cause.
 *
 * @public
 */
export function StatusLine({
  reason,
  ...chip
}: StatusChipProps & { reason?: string }) {
  return (
    <div className={styles.line}>
      <StatusChip {...chip} />
      {reason ? <span className={styles.reason}>{reason}</span> : null}
    </div>
  );
}
