import TranslateIcon from '@material-ui/icons/Translate';
import {
  appLanguageApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { useLanguage } from '@flytower/ui';
import { appTranslationRef } from '../translation/appTranslationRef';

/** Each language in its own words, so that a reader who is lost finds theirs. */
export const languageNames: Record<string, string> = {
  en: 'English',
  'zh-CN': '中文',
};

/** The language of the portal, to be changed at any time. */
export function LanguageMenu() {
  const api = useApi(appLanguageApiRef);
  const { t } = useTranslationRef(appTranslationRef);
  const language = useLanguage();
  const { languages } = api.getAvailableLanguages();
  if (languages.length < 2) {
    return null;
  }
  return (
    <MenuTrigger>
      <Button
        size="small"
        variant="tertiary"
        iconStart={<TranslateIcon fontSize="inherit" aria-hidden="true" />}
        aria-label={t('shell.language', {
          language: languageNames[language] ?? language,
        })}
      >
        {languageNames[language] ?? language}
      </Button>
      <Menu>
        {languages.map(one => (
          <MenuItem key={one} id={one} onAction={() => api.setLanguage(one)}>
            <span lang={one}>{languageNames[one] ?? one}</span>
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
