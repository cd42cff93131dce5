import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { ReactNode, useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { uiTranslationRef } from '../translation/uiTranslationRef';

/**
 * While active, a click on a link of the portal asks before it leaves, and so does the browser before it closes the tab.
 * Backstage's router has no blocker, so the click is caught before any handler of the page sees it.
 */
export function useLeaveGuard(active: boolean): ReactNode {
  const { t } = useTranslationRef(uiTranslationRef);
  const navigate = useNavigate();
  const [target, setTarget] = useState<string>();

  useEffect(() => {
    if (!active) {
      return undefined;
    }
    const onClick = (event: MouseEvent) => {
      const link =
        event.target instanceof Element
          ? event.target.closest('a[href]')
          : null;
      if (
        link instanceof HTMLAnchorElement &&
        link.origin === window.location.origin &&
        !link.getAttribute('href')?.startsWith('#') &&
        link.target !== '_blank' &&
        !event.ctrlKey &&
        !event.metaKey &&
        !event.shiftKey
      ) {
        event.preventDefault();
        event.stopPropagation();
        setTarget(`${link.pathname}${link.search}${link.hash}`);
      }
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    document.addEventListener('click', onClick, { capture: true });
    window.addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, { capture: true });
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [active]);

  return target === undefined ? null : (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) {
          setTarget(undefined);
        }
      }}
      width={460}
    >
      <DialogHeader>{t('wizard.leaveTitle')}</DialogHeader>
      <DialogBody>{t('wizard.leaveText')}</DialogBody>
      <DialogFooter>
        <Button destructive onPress={() => navigate(target)}>
          {t('wizard.leave')}
        </Button>
        <Button variant="secondary" onPress={() => setTarget(undefined)}>
          {t('wizard.stay')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
