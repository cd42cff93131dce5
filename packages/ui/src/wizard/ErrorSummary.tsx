import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { fieldId, FormErrors } from './useWizardForm';
import styles from './wizard.module.css';

/**
 * All that is wrong in one place; each sentence leads to its field. It takes the focus when it appears.
 *
 * @public
 */
export function ErrorSummary<V>({ errors }: { errors: FormErrors<V> }) {
  const { t } = useTranslationRef(uiTranslationRef);
  const box = useRef<HTMLDivElement>(null);
  const wrong = Object.entries<string | undefined>(errors).flatMap(
    ([name, sentence]) => (sentence ? [{ name, sentence }] : []),
  );
  const some = wrong.length > 0;
  useEffect(() => {
    if (some) {
      box.current?.focus();
    }
  }, [some]);
  return some ? (
    <div role="alert" tabIndex={-1} ref={box}>
      <Alert
        status="danger"
        icon
        title={t('wizard.errors', { count: wrong.length })}
        description={
          <ul className={styles.errors}>
            {wrong.map(({ name, sentence }) => (
              <li key={name}>
                <a
                  href={`#${fieldId(name)}`}
                  onClick={event => {
                    event.preventDefault();
                    document.getElementById(fieldId(name))?.focus();
                  }}
                >
                  {sentence}
                </a>
              </li>
            ))}
          </ul>
        }
      />
    </div>
  ) : null;
}
