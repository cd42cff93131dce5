import { ReactNode } from 'react';
import styles from './panels.module.css';

/**
 * Key facts of an object as terms and values; a fact without a value is left out.
 *
 * @public
 */
export function Facts(props: {
  facts: readonly { term: string; value: ReactNode | undefined }[];
}) {
  return (
    <dl className={styles.facts}>
      {props.facts
        .filter(({ value }) => value !== undefined)
        .map(({ term, value }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
