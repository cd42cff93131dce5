import { EntityProvider } from '@backstage/plugin-catalog-react';
import { RenderResult } from '@testing-library/react';
import { ReactElement } from 'react';
import { PageOptions, renderPage } from './renderPage';

/** Renders a card or a tab as it stands on the catalog's page of an entity. */
export function renderEntity(
  content: ReactElement,
  entity: {
    kind: string;
    namespace: string;
    name: string;
    annotations: Record<string, string>;
  },
  options: PageOptions,
): RenderResult {
  const { kind, ...metadata } = entity;
  return renderPage(
    <EntityProvider
      entity={{ apiVersion: 'backstage.io/v1alpha1', kind, metadata }}
    >
      {content}
    </EntityProvider>,
    options,
  );
}
