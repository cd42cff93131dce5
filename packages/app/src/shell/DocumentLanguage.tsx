import { useLanguage } from '@flytower/ui';
import { useEffect } from 'react';

/** Tells the browser and screen readers in which language the portal speaks. */
export function DocumentLanguage() {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return null;
}
