import { discoveryApiRef, fetchApiRef } from '@backstage/frontend-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestAppOptions,
} from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { RenderResult } from '@testing-library/react';
import { ReactElement } from 'react';
import { SWRConfig } from 'swr';
import { FakeBackend } from './fakeBackend';

/** What a page is rendered with. */
export interface PageOptions {
  backends: readonly FakeBackend[];
  /** The URL; "/" when left out. */
  at?: string;
  /** The page's path with parameters, for example "/fleet/:cluster". */
  mountPath?: string;
  /** Names of the permissions that the reader has; all of them when left out. */
  permissions?: readonly string[];
  language?: 'en' | 'zh-CN';
  mountedRoutes?: TestAppOptions['mountedRoutes'];
}

/** Renders a page as a signed-in person sees it, over fake backends. */
export function renderPage(
  page: ReactElement,
  options: PageOptions,
): RenderResult {
  const { backends, permissions, language = 'en' } = options;
  // The app remembers the language of the test before.
  window.localStorage.removeItem('language');
  const fetchPage: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const [, , pluginId, ...path] = url.pathname.split('/');
    const backend = backends.find(one => one.pluginId === pluginId);
    if (!backend) {
      throw new Error(`The test has no backend "${pluginId}"`);
    }
    return backend.handle(init?.method ?? 'GET', `/${path.join('/')}`, {
      query: url.searchParams,
      headers: new Headers(init?.headers),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
    });
  };
  // Permissions are remembered by SWR for the whole process; each test has a memory of its own.
  const own = (
    <SWRConfig value={{ provider: () => new Map() }}>{page}</SWRConfig>
  );
  return renderInTestApp(own, {
    mountPath: options.mountPath,
    initialRouteEntries: [options.at ?? '/'],
    mountedRoutes: options.mountedRoutes,
    config: {
      app: {
        baseUrl: 'http://portal.test',
        extensions: [
          {
            'api:app/app-language': {
              config: {
                defaultLanguage: language,
                availableLanguages: ['en', 'zh-CN'],
              },
            },
          },
        ],
      },
      backend: { baseUrl: 'http://portal.test' },
    },
    apis: [
      [fetchApiRef, { fetch: fetchPage }],
      [
        discoveryApiRef,
        { getBaseUrl: async id => `http://portal.test/api/${id}` },
      ],
      mockApis.identity({ userEntityRef: 'user:default/olivia' }),
      [
        permissionApiRef,
        mockApis.permission({
          authorize: ({ permission }) =>
            permissions === undefined || permissions.includes(permission.name)
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        }),
      ],
    ],
  });
}
