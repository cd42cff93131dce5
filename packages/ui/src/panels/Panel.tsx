import { Card, CardBody, Text } from '@backstage/ui';
import { ReactNode, useId } from 'react';
import styles from './panels.module.css';

/**
 * A titled part of a page.
 *
 * @public
 */
export function Panel(props: {
  title: string;
  /** Stands at the right of the title: a link, a button. */
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Card className={styles.panel}>
      <CardBody>
        <section aria-labelledby={id}>
          <div className={styles.panelHead}>
            <Text as="h2" variant="title-x-small" id={id}>
              {props.title}
            </Text>
            {props.action}
          </div>
          {props.children}
        </section>
      </CardBody>
    </Card>
  );
}
