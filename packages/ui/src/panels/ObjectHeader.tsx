import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { Status } from '../status/status';
import { StatusLine } from '../status/StatusChip';
import styles from './panels.module.css';

/**
 * The head of an object's page: name, status with its cause, key facts and actions. It also names the page in the
 * breadcrumbs.
 *
 * @public
 */
export function ObjectHeader(props: {
  title: string;
  /** Short words beside the title: its kind, "Simulated". */
  tags?: readonly string[];
  status?: Status;
  reason?: string;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  const { title, tags = [], status, reason, actions, children } = props;
  const { pathname } = useLocation();
  return (
    <BreadcrumbEntry entry={{ label: title, href: pathname }}>
      <header className={styles.objectHead}>
        <div className={styles.panelHead}>
          <div className={styles.objectTitle}>
            <Text as="h2" variant="title-medium">
              {title}
            </Text>
            {tags.map(tag => (
              <span key={tag} className={styles.tag}>
                {tag}
              </span>
            ))}
          </div>
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </div>
        {status ? <StatusLine status={status} reason={reason} /> : null}
        {children}
      </header>
    </BreadcrumbEntry>
  );
}
