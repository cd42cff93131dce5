import { Alert } from '@backstage/ui';
import { ReactNode } from 'react';

/**
 * One line about the part that is missing or old; the rest of the page stays.
 *
 * @public
 */
export function PartialBanner(props: {
  /** What is missing, and why: "The data of west is 3 minutes old: connection refused". */
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div role="status">
      <Alert
        status="warning"
        icon
        title={props.title}
        description={props.children}
        customActions={props.action}
      />
    </div>
  );
}
