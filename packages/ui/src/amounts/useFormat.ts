import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import {
  formatBytes,
  formatDuration,
  formatInstant,
  formatNumber,
  formatRelative,
} from './format';
import { useLanguage } from './useLanguage';

/**
 * Writes base units for people, in the app's language.
 *
 * @public
 */
export interface Format {
  /** Millicores as cores: 1500 is `1.5 cores`. */
  cores(millicores: number): string;
  /** Bytes as MiB, GiB or TiB. */
  bytes(bytes: number): string;
  pods(count: number): string;
  number(value: number): string;
  /** A share between 0 and 1, as whole percent. */
  percent(share: number): string;
  /** The exact time, in the reader's zone. */
  instant(at: Date | string): string;
  /** How long ago. */
  relative(at: Date | string, now?: Date): string;
  duration(ms: number): string;
}

/**
 * The formats of the language that the app shows.
 *
 * @public
 */
export function useFormat(): Format {
  const language = useLanguage();
  const { t } = useTranslationRef(uiTranslationRef);
  return useMemo(
    () => ({
      cores: millicores =>
        t('amount.cores', {
          count: millicores / 1000,
          value: formatNumber(millicores / 1000, language),
        }),
      bytes: bytes => formatBytes(bytes, language),
      pods: count =>
        t('amount.pods', { count, value: formatNumber(count, language) }),
      number: value => formatNumber(value, language),
      percent: share =>
        new Intl.NumberFormat(language, {
          style: 'percent',
          maximumFractionDigits: 0,
        }).format(share),
      instant: at => formatInstant(new Date(at), language),
      relative: (at, now = new Date()) =>
        formatRelative(new Date(at), now, language) ?? t('age.now'),
      duration: ms => formatDuration(ms, language),
    }),
    [language, t],
  );
}
