import { Text } from '@backstage/ui';
import { ReactNode } from 'react';
import styles from './panels.module.css';

/**
 * Says what a thing is where there is none yet, and offers the next step that the reader may take.
 *
 * @public
 */
export function EmptyPanel(props: {
  title: string;
  /** What this is. */
  children: ReactNode;
  /** The next step, where the reader may take one. */
  action?: ReactNode;
}) {
  return (
    <section className={styles.empty}>
      <Text as="h2" variant="title-x-small">
        {props.title}
      </Text>
      <Text as="p" color="secondary">
        {props.children}
      </Text>
      {props.action}
    </section>
  );
}
