import { createApp } from '@backstage/frontend-defaults';
import {
  templatesLookModule,
  templatesModule,
} from '@flytower/plugin-delivery';
import { catalogModule } from './catalog/catalogModule';
import { homePlugin } from './home/homePlugin';
import {
  kubernetesModule,
  kubernetesTexts,
} from './kubernetes/kubernetesModule';
import { shellModule } from './shell/shellModule';
import { signInModule } from './signIn/signInModule';
import { themeModule } from './theme/themeModule';

/** Plugins are found by the dependencies of this package (`app.packages: all`); these are the app's own features. */
export default createApp({
  features: [
    signInModule,
    themeModule,
    shellModule,
    catalogModule,
    homePlugin,
    kubernetesModule,
    kubernetesTexts,
    templatesModule,
    templatesLookModule,
  ],
});
