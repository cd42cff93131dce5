import Brightness2Icon from '@material-ui/icons/Brightness2';
import WbSunnyIcon from '@material-ui/icons/WbSunny';
import {
  appThemeApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { ButtonIcon } from '@backstage/ui';
import { useMemo } from 'react';
import useMedia from 'react-use/esm/useMedia';
import useObservable from 'react-use/esm/useObservable';
import { appTranslationRef } from '../translation/appTranslationRef';

/** Changes between light and dark. Until somebody chooses, the portal follows the reader's system. */
export function ThemeButton() {
  const api = useApi(appThemeApiRef);
  const { t } = useTranslationRef(appTranslationRef);
  const chosen$ = useMemo(() => api.activeThemeId$(), [api]);
  const chosen = useObservable(chosen$, api.getActiveThemeId());
  const systemIsDark = useMedia('(prefers-color-scheme: dark)', false);
  const dark = chosen ? chosen === 'dark' : systemIsDark;
  return (
    <ButtonIcon
      size="small"
      variant="tertiary"
      icon={
        dark ? (
          <WbSunnyIcon fontSize="inherit" aria-hidden="true" />
        ) : (
          <Brightness2Icon fontSize="inherit" aria-hidden="true" />
        )
      }
      aria-label={dark ? t('shell.light') : t('shell.dark')}
      onPress={() => api.setActiveThemeId(dark ? 'light' : 'dark')}
    />
  );
}
