import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useSyncExternalStore } from 'react';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { subscribeToSeconds } from './ticker';
import { useFormat } from './useFormat';

/**
 * How long ago something was, ticking, with the exact time on hover. Without a time it says "never".
 *
 * @public
 */
export function Age({ at }: { at: string | undefined }) {
  const { t } = useTranslationRef(uiTranslationRef);
  const format = useFormat();
  const text = useSyncExternalStore(subscribeToSeconds, () =>
    at === undefined ? t('age.never') : format.relative(at),
  );
  return at === undefined ? (
    <span>{text}</span>
  ) : (
    <time dateTime={at} title={format.instant(at)}>
      {text}
    </time>
  );
}

/**
 * How long something took, or has been going on for (ticking) while it has no end.
 *
 * @public
 */
export function Duration({ from, to }: { from: string; to?: string }) {
  const format = useFormat();
  const text = useSyncExternalStore(subscribeToSeconds, () =>
    format.duration(
      (to === undefined ? Date.now() : Date.parse(to)) - Date.parse(from),
    ),
  );
  return <span title={format.instant(from)}>{text}</span>;
}
