import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { ReactNode } from 'react';

/**
 * Names a page in the breadcrumbs, below the objects that it belongs to, outermost first.
 *
 * @public
 */
export function Crumbs(props: {
  path: readonly { label: string; href: string }[];
  children: ReactNode;
}) {
  return (
    <>
      {props.path.reduceRight(
        (inner, entry) => (
          <BreadcrumbEntry entry={entry}>{inner}</BreadcrumbEntry>
        ),
        props.children,
      )}
    </>
  );
}
