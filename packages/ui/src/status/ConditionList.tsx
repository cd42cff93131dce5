import { ReactNode } from 'react';
import { Status } from './status';
import { StatusChip } from './StatusChip';
import styles from './ConditionList.module.css';

/**
 * One thing that was looked at, and what was found.
 *
 * @public
 */
export interface Condition {
  id: string;
  title: string;
  status: Status;
  /** Another word for the same status, for example "Missing". */
  word?: string;
  /** What was found, in a sentence. */
  message?: ReactNode;
  /** What to do about it. */
  nextStep?: ReactNode;
}

/**
 * A list of conditions: what was looked at, how it is, and what to do where it is not well.
 *
 * @public
 */
export function ConditionList(props: {
  label: string;
  conditions: readonly Condition[];
}) {
  return (
    <ul className={styles.list} aria-label={props.label}>
      {props.conditions.map(
        ({ id, title, status, word, message, nextStep }) => (
          <li key={id} className={styles.row}>
            <span className={styles.chip}>
              <StatusChip status={status} word={word} />
            </span>
            <div className={styles.text}>
              <strong className={styles.title}>{title}</strong>
              {message ? <div className={styles.message}>{message}</div> : null}
              {nextStep ? <div>{nextStep}</div> : null}
            </div>
          </li>
        ),
      )}
    </ul>
  );
}
