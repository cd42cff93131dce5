import { UserIdentity } from '@backstage/core-components';
import { toError } from '@backstage/errors';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Button, Text } from '@backstage/ui';
import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { LanguageMenu } from '../shell/LanguageMenu';
import { LogoMark } from '../shell/Logo';
import { appTranslationRef } from '../translation/appTranslationRef';
import { oidcAuthApiRef } from './oidcAuthApiRef';
import styles from './signIn.module.css';

type State =
  | { kind: 'looking' }
  | { kind: 'asking' }
  | { kind: 'leaving' }
  | { kind: 'failed'; error: Error };

/**
 * Goes on with the session that the browser still has, and otherwise offers the one way in: the company account. The
 * provider sends its errors back in the URL.
 */
export function CompanySignInPage({ onSignInSuccess }: SignInPageProps) {
  const { t } = useTranslationRef(appTranslationRef);
  const authApi = useApi(oidcAuthApiRef);
  const [search] = useSearchParams();
  const refusal = search.get('error');
  const [state, setState] = useState<State>({ kind: 'looking' });

  const enter = useCallback(
    async (options: { optional: true } | { instantPopup: true }) => {
      try {
        const found = await authApi.getBackstageIdentity(options);
        if (!found) {
          setState({ kind: 'asking' });
          return;
        }
        onSignInSuccess(
          UserIdentity.create({
            identity: found.identity,
            authApi,
            profile: await authApi.getProfile(),
          }),
        );
      } catch (error) {
        setState({ kind: 'failed', error: toError(error) });
      }
    },
    [authApi, onSignInSuccess],
  );

  useEffect(() => {
    if (refusal) {
      setState({ kind: 'failed', error: new Error(refusal) });
    } else {
      enter({ optional: true });
    }
  }, [enter, refusal]);

  if (state.kind === 'looking') {
    return <div role="status" aria-label={t('signIn.looking')} />;
  }
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <LogoMark size={56} />
        <h1 className={styles.title}>{t('signIn.title')}</h1>
        <Text as="p" color="secondary">
          {t('signIn.promise')}
        </Text>
        {state.kind === 'failed' ? (
          <div role="alert" className={styles.alert}>
            <Alert
              status="danger"
              icon
              title={t('signIn.failed')}
              description={
                <>
                  <p>{state.error.message}</p>
                  <p>{t('signIn.failedNext')}</p>
                </>
              }
            />
          </div>
        ) : null}
        <Button
          variant="primary"
          isPending={state.kind === 'leaving'}
          onPress={() => {
            setState({ kind: 'leaving' });
            enter({ instantPopup: true });
          }}
        >
          {t('signIn.withCompanyAccount')}
        </Button>
        <LanguageMenu />
      </div>
    </main>
  );
}
