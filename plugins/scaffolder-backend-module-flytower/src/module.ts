import { createBackendModule } from '@backstage/backend-plugin-api';

/** Actions of templates: applications, services, releases, archives. @public */
export const scaffolderModuleFlytower = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'flytower',
  register({ registerInit }) {
    registerInit({ deps: {}, async init() {} });
  },
});
